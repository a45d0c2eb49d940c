import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { AttributeMeta } from "./attribute.ts";
import { AttributeStore } from "./attribute-store.ts";

const META: AttributeMeta = {
	...{ unit: null, displayName: null, samplingRateHz: null, provenance: "real", derivedFrom: null },
};

describe("AttributeStore", () => {
	it("counts what is no waveform, through changes of type, removals and the end", () => {
		const store = new AttributeStore();
		const counts = [store.scalars];
		const note = (): number => counts.push(store.scalars);
		for (const type of ["heartrate", "ecg", "imu"]) {
			store.define(type, attributeType(type), META);
			note();
		}
		store.define("ecg", attributeType("temperature"), META);
		note();
		store.define("heartrate", attributeType("ecg"), META);
		note();
		store.remove("heartrate");
		store.remove("no such attribute");
		note();
		store.clear();
		note();
		expect(counts).toEqual([0, 1, 1, 2, 3, 2, 2, 0]);
		store.define("ecg", attributeType("ecg"), META);
		expect(store.scalars).toBe(0);
	});

	it("has another version whenever an attribute has come or gone, and the same when only its description changed", () => {
		const store = new AttributeStore();
		const heart = attributeType("heartrate");
		const versions = new Set([store.version]);
		const attribute = store.define("a", heart, META);
		versions.add(store.version);
		expect(store.define("a", heart, { ...META, unit: "bpm" })).toBe(attribute);
		versions.add(store.version);
		store.define("a", attributeType("temperature"), META);
		versions.add(store.version);
		store.remove("a");
		versions.add(store.version);
		store.define("b", heart, META);
		versions.add(store.version);
		store.clear();
		versions.add(store.version);
		expect(versions.size).toBe(6);
	});
});
