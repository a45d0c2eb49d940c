import { describe, expect, it } from "vitest";
import { attributeType } from "./catalogue.ts";
import { expand } from "./expand.ts";

const T = 1_700_000_000_000;
const ecg = attributeType("ecg");
const chunk = (payload: unknown) => ({ attribute_id: "ecg", payload, timestamp: T });

describe("expand", () => {
	it("leaves anything that is no chunk as it is", () => {
		for (const payload of [0.1, { value: 1 }, { values: "x" }, null, { values: new Array(10_001).fill(0) }]) {
			expect(expand(ecg, chunk(payload))).toEqual([chunk(payload)]);
		}
		const numeric = chunk({ values: [1] });
		expect(expand(attributeType("numeric"), numeric)).toEqual([numeric]);
	});

	it("spaces the values by the sample rate from the timestamp on", () => {
		const expanded = expand(ecg, chunk({ values: [0.1, 0.2, 0.3], sample_rate: 250, lead: "II" }));
		expect(expanded).toEqual([
			{ attribute_id: "ecg", payload: 0.1, timestamp: T },
			{ attribute_id: "ecg", payload: 0.2, timestamp: T + 4 },
			{ attribute_id: "ecg", payload: 0.3, timestamp: T + 8 },
		]);
	});

	it("takes 512 Hz for an ECG that states no rate, and a rate of 0 for none", () => {
		const values = new Array(513).fill(0);
		expect(expand(ecg, chunk({ values })).at(-1)?.timestamp).toBe(T + 1000);
		expect(expand(ecg, chunk({ values, sample_rate: 0 })).at(-1)?.timestamp).toBe(T + 1000);
	});

	it("leaves the instant of an unreadable value empty", () => {
		const expanded = expand(ecg, chunk({ samples: [1, null, "x", 4], sample_rate: 100 }));
		expect(expanded.map((m) => [m.payload, m.timestamp - T])).toEqual([
			[1, 0],
			[4, 30],
		]);
	});

	it("makes nothing of an empty chunk", () => {
		expect(expand(ecg, chunk({ values: [] }))).toEqual([]);
	});
});
