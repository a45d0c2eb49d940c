import { attributeType } from "@sensocto/protocol";
import { Ref, Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import type { NoveltyStream } from "../../bio/novelty/novelty-stream.ts";
import type { NoveltyDetector } from "../../bio/novelty-detector.ts";
import { Registry } from "../../registry/registry.ts";
import type { Attribute, AttributeMeta, Sample } from "./attribute.ts";
import { AttributeStore } from "./attribute-store.ts";
import type { Sensor } from "./sensor.ts";
import { SensorRecord } from "./sensor-record.ts";
import { StreamFeatures } from "./stream-features.ts";

const META: AttributeMeta = {
	...{ unit: null, displayName: null, samplingRateHz: null, provenance: "real", derivedFrom: null },
};

/** A running worker over sensors that need no device, and what it tells. */
class Rig {
	readonly clock = new FakeClock();
	readonly registry = new Registry<SensorRecord>();
	readonly novelty = new Ref<NoveltyDetector>("novelty");
	readonly told: { feature: string; id: string; time: number; value: number; usualMs: number }[] = [];
	readonly silent: { id: string; silentMs: number; usualMs: number; windowMs: number }[] = [];
	readonly left: [sensorId: string, attributeId: string, reason: string][] = [];
	/** What the sensors' devices are told. */
	config = { recommended_batch_window: 2_000, paused: false };

	async start(): Promise<this> {
		const root = new Supervisor("root", { strategy: "one_for_one", clock: this.clock }, [
			{ id: "features", create: () => new StreamFeatures(this) },
		]);
		await root.start();
		Ref.attach(this.novelty, this.listener());
		return this;
	}

	listener(): NoveltyDetector {
		const listener: Pick<NoveltyDetector, "step" | "silence" | "leaveOut"> = {
			step: (stream: NoveltyStream, time: number, value: number, usualMs: number) => {
				this.told.push({ feature: stream.feature, id: stream.attributeId, time, value, usualMs });
			},
			leaveOut: (...left) => this.left.push(left),
			silence: ({ attributeId }: NoveltyStream, silentMs: number, usualMs: number, windowMs: number) => {
				this.silent.push({ id: attributeId, silentMs, usualMs, windowMs });
			},
		};
		return listener as NoveltyDetector;
	}

	sensor(id = "s"): SensorRecord {
		return this.registry.register(id, () => {
			const identity = {
				...{ name: id, type: "t", connectorId: "c", connectorName: "c" },
				...{ connectorType: null, provenance: "real" as const, source: null },
			};
			const record = new SensorRecord(id, 1, identity);
			record.store = new AttributeStore();
			record.status = "online";
			const rig = this;
			record.sensor = {
				get toldConfig() {
					return rig.config;
				},
			} as Sensor;
			record.leftOffsetMs = 0;
			return record;
		});
	}

	attribute(type: string, meta: Partial<AttributeMeta> = {}, sensor = this.sensor()): Attribute {
		return sensor.store!.define(type, attributeType(type), { ...META, ...meta });
	}

	/** Appends a sample every `everyMs` for a while, in real time of the clock. */
	async stream(
		attribute: Attribute,
		forMs: number,
		everyMs: number,
		value: (i: number) => Sample,
	): Promise<void> {
		for (let i = 0; i * everyMs < forMs; i++) {
			await this.clock.advance(everyMs);
			attribute.append(this.clock.now(), value(i), this.clock.now());
		}
	}

	/** Lets a round pass, so that every attribute is followed from here on. */
	round(): Promise<void> {
		return this.clock.advance(1_000);
	}
}

describe("StreamFeatures", () => {
	it("tells each value of a slow number once, with its own time", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate");
		await rig.round();
		const start = rig.clock.now();
		await rig.stream(heart, 5_000, 1_000, (i) => 60 + i);
		await rig.round();
		expect(rig.told.map(({ time, value }) => [time - start, value])).toEqual([
			[1_000, 60],
			[2_000, 61],
			[3_000, 62],
			[4_000, 63],
			[5_000, 64],
		]);
	});

	it("never feeds a waveform raw: three features a second", async () => {
		const rig = await new Rig().start();
		const ecg = rig.attribute("ecg", { samplingRateHz: 250 });
		await rig.round();
		await rig.stream(ecg, 10_000, 4, (i) => Math.sin(i / 5));
		await rig.round();
		expect(rig.told.length).toBeLessThanOrEqual(3 * 10);
		expect(new Set(rig.told.map(({ feature }) => feature))).toEqual(new Set(["rms", "line length", "peak"]));
		expect(rig.told.find(({ feature }) => feature === "rms")!.value).toBeCloseTo(Math.SQRT1_2, 1);
	});

	it("tells a fast vector by the features of its magnitude", async () => {
		const rig = await new Rig().start();
		const motion = rig.attribute("accelerometer", { samplingRateHz: 50 });
		await rig.round();
		await rig.stream(motion, 3_000, 20, () => Float64Array.of(2, 3, 6));
		await rig.round();
		expect(rig.told).toContainEqual(expect.objectContaining({ feature: "rms", value: 7 }));
		expect(rig.told.map(({ feature }) => feature)).not.toContain("magnitude");
	});

	it("leaves out late samples, and old ones that a device kept back", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate");
		await rig.round();
		await rig.stream(heart, 2_000, 1_000, () => 60);
		await rig.round();
		rig.told.length = 0;
		const now = rig.clock.now();
		heart.append(heart.ring.lastTime - 500, 99, now);
		await rig.round();
		expect(rig.told).toEqual([]);
		await rig.clock.advance(600_000);
		const later = rig.clock.now();
		for (const age of [500_000, 61_000, 30_000, 0]) heart.append(later - age, age, later);
		await rig.round();
		expect(rig.told.map(({ value }) => value)).toEqual([30_000, 0]);
	});

	it("looks at the device's clock through its offset", async () => {
		const rig = await new Rig().start();
		const record = rig.sensor();
		const heart = rig.attribute("heartrate");
		record.leftOffsetMs = 3_600_000;
		await rig.round();
		heart.append(rig.clock.now() - 3_600_000, 61, rig.clock.now());
		await rig.round();
		expect(rig.told.map(({ value }) => value)).toEqual([61]);
	});

	it("begins where it finds a stream: what came before is no news", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate");
		for (let i = 0; i < 50; i++) heart.append(rig.clock.now() + i, 60, rig.clock.now());
		await rig.round();
		expect(rig.told).toEqual([]);
	});

	it("reads from its first value on a sensor that it saw without one, and attributes that come later", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate");
		await rig.round();
		const air = rig.attribute("temperature");
		await rig.stream(heart, 900, 900, () => 60);
		await rig.stream(air, 50, 50, () => 21);
		await rig.round();
		const humidity = rig.attribute("humidity");
		await rig.round();
		await rig.stream(humidity, 2_000, 1_000, (i) => 50 + i);
		await rig.round();
		expect(rig.told.map(({ id, value }) => [id, value])).toEqual([
			["heartrate", 60],
			["temperature", 21],
			["humidity", 50],
			["humidity", 51],
		]);
	});

	it("forgets an attribute that is removed, and reads the others on", async () => {
		const rig = await new Rig().start();
		const [heart, air] = [rig.attribute("heartrate"), rig.attribute("temperature")];
		await rig.round();
		await rig.stream(heart, 1_000, 1_000, () => 60);
		await rig.round();
		rig.sensor().store!.remove("temperature");
		air.append(rig.clock.now(), 21, rig.clock.now());
		await rig.stream(heart, 1_000, 1_000, () => 61);
		await rig.round();
		expect(rig.told.map(({ id, value }) => [id, value])).toEqual([
			["heartrate", 60],
			["heartrate", 61],
		]);
	});

	it("leaves out places, poses and events", async () => {
		const rig = await new Rig().start();
		const place = rig.attribute("geolocation");
		const button = rig.attribute("button");
		await rig.round();
		await rig.stream(place, 5_000, 1_000, () => new Float64Array(7));
		await rig.stream(button, 5_000, 1_000, () => Float64Array.of(1, 0));
		await rig.round();
		expect(rig.told).toEqual([]);
	});

	it("tells how long nothing came, against the window the device has", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate", { samplingRateHz: 1 });
		await rig.round();
		await rig.stream(heart, 30_000, 1_000, (i) => i);
		rig.silent.length = 0;
		await rig.clock.advance(15_000);
		expect(rig.silent.at(-1)).toMatchObject({ id: "heartrate", usualMs: 1_000, windowMs: 2_000 });
		expect(rig.silent.at(-1)!.silentMs).toBeGreaterThan(13_000);
	});

	it("holds a device to a shorter window only once it has sent something since", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate", { samplingRateHz: 1 });
		await rig.round();
		await rig.stream(heart, 30_000, 1_000, (i) => i);
		rig.config = { ...rig.config, recommended_batch_window: 100 };
		await rig.clock.advance(3_000);
		expect(rig.silent.at(-1)).toMatchObject({ windowMs: 2_000 });
		await rig.stream(heart, 1_000, 1_000, (i) => i);
		await rig.clock.advance(3_000);
		expect(rig.silent.at(-1)).toMatchObject({ windowMs: 100 });
	});

	it("expects nothing of a device that was told to pause, nor at once when it may send again", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate", { samplingRateHz: 1 });
		await rig.round();
		await rig.stream(heart, 30_000, 1_000, (i) => i);
		rig.config = { ...rig.config, paused: true };
		await rig.round();
		rig.silent.length = 0;
		await rig.clock.advance(60_000);
		expect(rig.silent).toEqual([]);
		rig.config = { ...rig.config, paused: false };
		await rig.clock.advance(3_000);
		expect(rig.silent.at(-1)!.silentMs).toBeLessThanOrEqual(4_000);
	});

	it("expects nothing of a derived value, or of one that is hardly known", async () => {
		const rig = await new Rig().start();
		const derived = rig.attribute("rr", { provenance: "derived" });
		const unknown = rig.attribute("temperature");
		await rig.round();
		await rig.stream(derived, 30_000, 1_000, (i) => i);
		await rig.stream(unknown, 5_000, 1_000, (i) => i);
		await rig.clock.advance(15_000);
		expect(rig.silent).toEqual([]);
	});

	it("leaves out a stream that cannot be read, says so once, and reads the others", async () => {
		const rig = await new Rig().start();
		const bad = rig.attribute("temperature");
		const heart = rig.attribute("heartrate");
		bad.ring.copy = () => {
			throw new Error("no such chunk");
		};
		await rig.round();
		for (const each of [bad, heart]) each.append(rig.clock.now(), 1, rig.clock.now());
		await rig.round();
		await rig.stream(heart, 3_000, 1_000, (i) => i);
		bad.append(rig.clock.now(), 2, rig.clock.now());
		await rig.round();
		expect(rig.left).toEqual([["s", "temperature", "Error: no such chunk"]]);
		expect(rig.told.map(({ id, value }) => [id, value])).toEqual([
			["heartrate", 1],
			["heartrate", 0],
			["heartrate", 1],
			["heartrate", 2],
		]);
	});

	it("reads on after the detector was down", async () => {
		const rig = await new Rig().start();
		const heart = rig.attribute("heartrate");
		await rig.round();
		Ref.attach(rig.novelty, undefined);
		await rig.stream(heart, 3_000, 1_000, (i) => i);
		expect(rig.told).toEqual([]);
		Ref.attach(rig.novelty, rig.listener());
		await rig.round();
		expect(rig.told.map(({ value }) => value)).toEqual([0, 1, 2]);
	});
});
