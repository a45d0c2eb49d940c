import { attributeType } from "@sensocto/protocol";
import { Ref, Supervisor } from "@sensocto/supervision";
import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { NoveltyDetector } from "../../src/bio/novelty-detector.ts";
import { BioRig } from "../../src/bio/testing/bio-rig.ts";
import { AlertFeed } from "../../src/domain/alerts/alert-feed.ts";
import { Alerts } from "../../src/domain/alerts/alerts.ts";
import { AttributeStore } from "../../src/domain/sensors/attribute-store.ts";
import { SensorRecord } from "../../src/domain/sensors/sensor-record.ts";
import { StreamFeatures } from "../../src/domain/sensors/stream-features.ts";
import { Registry } from "../../src/registry/registry.ts";

const SPIKE_AT = 600;
const SHIFT_AT = 900;
const SECONDS = 1_500;

describe("novelty from a sample to an alert, on virtual time", () => {
	// The six hours at full length are tested where the detector is: packages/signals.
	it("scenario 12: N(60, 1) at 1 Hz, one +8 sd value, then a lasting +3 sd", async () => {
		const context = new BioRig();
		const { clock, wires } = context;
		const registry = new Registry<SensorRecord>();
		const alerts = new Alerts();
		const novelty = new Ref<NoveltyDetector>("novelty");
		const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
			{ id: "NoveltyDetector", create: () => new NoveltyDetector(context), ref: novelty as Ref<never> },
			{ id: "StreamFeatures", create: () => new StreamFeatures({ registry, novelty }) },
			{ id: "AlertFeed", create: () => new AlertFeed({ wires, registry, alerts }) },
		]);
		await root.start();
		const identity = {
			...{ name: "Person 1", type: "watch", connectorId: "c", connectorName: "c", connectorType: null },
			...{ provenance: "real" as const, source: null },
		};
		const record = registry.register("AA:BB", () => new SensorRecord("AA:BB", 1, identity));
		record.store = new AttributeStore();
		const heart = record.store.define("heartrate", attributeType("heartrate"), {
			...{ unit: "bpm", displayName: null, samplingRateHz: 1, provenance: "real", derivedFrom: null },
		});
		const chance = new SeededRng(12);
		const start = clock.now();
		for (let second = 0; second < SECONDS; second++) {
			const usual = chance.normal(60, 1);
			const event = second === SPIKE_AT ? 8 : second >= SHIFT_AT ? 3 : 0;
			heart.append(clock.now(), usual + event, clock.now());
			await clock.advance(1_000);
		}
		await root.stop();
		const seconds = (at: number) => (at - start) / 1_000;
		const found = alerts.last(10).reverse();
		expect(found.map(({ attribute_id, kind, sensor_id }) => [sensor_id, attribute_id, kind])).toEqual([
			["AA:BB", "heartrate", "spike"],
			["AA:BB", "heartrate", "shift"],
		]);
		expect(seconds(found[0]!.at) - SPIKE_AT).toBeLessThanOrEqual(1);
		expect(seconds(found[1]!.at) - SHIFT_AT).toBeLessThanOrEqual(11); // Ten seconds, and one until it is read.
		expect(found[0]!.reason).toMatch(/^heart rate 6\d\u00a0bpm, usually 58–62$/);
	});
});
