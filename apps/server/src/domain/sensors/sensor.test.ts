import { LIMITS } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { LoadReading } from "../../bio/wires.ts";
import type { SensorRecord } from "./sensor-record.ts";
import { at, GRACE_MS, liveSensors, TestDevice } from "./testing/live-sensors.ts";

const CALM: LoadReading = {
	at: 0,
	...{ pressure: 0.1, bottleneck: "heap", label: "normal", injected: false },
	...{ memoryProtection: false, memoryCritical: false, emergency: false, loopDelayP99Ms: 1 },
	signals: {} as LoadReading["signals"],
};

describe("Sensor", () => {
	it("stores nothing of a frame that would make too many attributes", async () => {
		const { join, stored } = await liveSensors();
		const record = await join("s", new TestDevice());
		const many = Array.from({ length: LIMITS.attributesPerSensor + 1 }, (_, i) => at(`a${i}`, 1, 1_000));
		expect(record.sensor!.ingest(many, 0)).toMatchObject({ code: "too_many_attributes" });
		expect(stored).toEqual([]);
		expect(record.store!.size).toBe(0);
	});

	it("registers unknown attributes by id and payload", async () => {
		const { join } = await liveSensors();
		const record = await join("s", new TestDevice());
		record.sensor!.ingest(
			[at("temp", 21.5, 1), at("where", { latitude: 1, longitude: 2 }, 1), at("thing", 5, 1)],
			0,
		);
		const types = [...record.store!.values()].map(({ type }) => type.type);
		expect(types).toEqual(["temperature", "geolocation", "numeric"]);
	});

	it("keeps what a type cannot read in the history and shows it as unknown", async () => {
		const { join, stored } = await liveSensors();
		const record = await join("s", new TestDevice());
		record.sensor!.ingest([at("heartrate", 60, 1), at("heartrate", "n/a", 2), at("heartrate", null, 3)], 0);
		expect(stored).toEqual([
			["heartrate", 1, 60],
			["heartrate", 2, "n/a"],
			["heartrate", 3, Number.NaN],
		]);
		expect(record.store!.get("heartrate")!.ring.valueAt(1)).toBeNaN();
	});

	it("turns an uncatalogued attribute structured when it carries more than numbers", async () => {
		const { join } = await liveSensors();
		const record = await join("s", new TestDevice());
		for (const [payload, time] of [
			[1, 1],
			[{ a: 1 }, 2],
			[[1, 2], 3],
			[4, 4],
		] as const)
			record.sensor!.ingest([at("mine", payload, time)], 0);
		const attribute = record.store!.get("mine")!;
		expect(attribute.type.shape).toBe("structured");
		expect(attribute.ring.valueAt(attribute.ring.head - 1)).toEqual(4);
	});

	it("tells its devices a shorter window at once and a longer one soon after", async () => {
		const { attention, clock, join } = await liveSensors();
		const device = new TestDevice();
		await join("s", device);
		const levels = () => device.configs.map((config) => config.attention_level);
		attention.add("s", "ecg", "view");
		attention.add("s", "ecg", "focus");
		expect(levels()).toEqual(["none", "medium", "high"]);
		attention.remove("s", "ecg", "focus");
		attention.remove("s", "ecg", "view");
		expect(levels()).toHaveLength(3);
		await clock.advance(250);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "none", recommended_batch_window: 5_000 });
		expect(levels()).toHaveLength(4);
	});

	it("tells nothing when attention is back before the longer window was told", async () => {
		const { attention, clock, join } = await liveSensors();
		const device = new TestDevice();
		await join("s", device);
		attention.add("s", "ecg", "view");
		attention.remove("s", "ecg", "view");
		await clock.advance(100);
		attention.add("s", "ecg", "view");
		await clock.advance(5_000);
		expect(device.configs.map((config) => config.attention_level)).toEqual(["none", "medium"]);
	});

	it("tells all devices what a step of the load means, and what it lets events and waveforms do", async () => {
		const { clock, join, wires } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		record.sensor!.ingest([at("ecg", 0.1, 1), at("heartrate", 60, 1), at("button", 1, 1)], 0);
		const load = wires.load.produce("SystemLoadMonitor");
		const reading = { ...CALM, label: "critical", pressure: 0.9, bottleneck: "event loop" } as const;
		load.send(reading);
		load.send({ ...reading, pressure: 0.91 });
		await clock.advance(500);
		expect(device.configs).toHaveLength(2);
		expect(device.configs.at(-1)).toMatchObject({
			...{ system_load: "critical", paused: true, recommended_batch_window: 25_000, load_multiplier: 5 },
			reason: ["nobody looks at it", "server busy: event loop"],
			attributes: {
				ecg: { max_age_ms: 25_000, keep: "minmax@10" },
				heartrate: { max_age_ms: 25_000, keep: "latest" },
				button: { max_age_ms: 0, keep: "all" },
			},
		});
		load.send(CALM);
		await clock.advance(100);
		expect(device.configs.at(-1)).toMatchObject({
			...{ system_load: "normal", paused: false, recommended_batch_window: 5_000 },
			attributes: { button: { max_age_ms: 0, keep: "all" } },
		});
	});

	it("tells the history when its devices are to pause, and what holds for those that come back", async () => {
		const { clock, join, paces, sensors, wires } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		expect(paces).toEqual([false, false]);
		const began = clock.now();
		wires.load.produce("SystemLoadMonitor").send({ ...CALM, label: "critical" });
		await clock.advance(500);
		expect(paces.slice(2)).toEqual([true]);
		sensors.get().detach(record, device);
		const goneAt = clock.now();
		await clock.advance(GRACE_MS / 2);
		await join("s", device);
		expect(paces.slice(3)).toEqual([true]);
		const { offline, paused } = record.store!.pauses.absences;
		expect(offline).toEqual([{ from: goneAt, to: clock.now() }]);
		expect(paused).toEqual([
			{ from: expect.any(Number), to: goneAt },
			{ from: clock.now(), to: Number.POSITIVE_INFINITY },
		]);
		expect(paused[0]!.from).toBeGreaterThanOrEqual(began);
	});

	it("stays through the grace period, resumes with its samples, and is retired after it", async () => {
		const { clock, join, sensors, spans, supervisor } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		record.sensor!.ingest([at("hr", 60, 1)], 0);
		sensors.get().detach(record, device);
		expect(record.status).toBe("disconnected");
		await clock.advance(GRACE_MS - 1);
		const second = new TestDevice();
		await join("s", second);
		expect(record.status).toBe("online");
		expect(record.store!.get("hr")!.ring.length).toBe(1);
		sensors.get().detach(record, second);
		await clock.advance(GRACE_MS + 1);
		expect([record.status, record.sensor, record.store]).toEqual(["offline", null, null]);
		expect(record.lastSummary!.attributes[0]!.last_value).toEqual({ payload: 60, timestamp: 1 });
		expect(supervisor.get().child("s")).toBeUndefined();
		expect(spans).toEqual(["online", "offline", "online", "offline"]);
	});

	it("takes back a device that returns while its processes are being stopped", async () => {
		const { clock, join, sensors, supervisor } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		sensors.get().detach(record, device);
		const live = supervisor.get();
		const stopChild = live.stopChild.bind(live);
		let returning: Promise<SensorRecord> | undefined;
		live.stopChild = (id) => {
			const stopping = stopChild(id);
			queueMicrotask(() => (returning = join("s", new TestDevice())));
			return stopping;
		};
		await clock.advance(GRACE_MS);
		const returned = await returning!;
		expect(returned.sensor!.ingest([at("steps", 1, 1_000)], 0)).toBeNull();
		expect(returned.status).toBe("online");
	});

	it("is not harmed by the late end of a channel that was replaced", async () => {
		const { clock, join, sensors } = await liveSensors();
		const [old, fresh] = [new TestDevice(), new TestDevice()];
		const record = await join("s", old);
		await join("s", fresh);
		sensors.get().detach(record, old);
		sensors.get().detach(record, old);
		await clock.advance(GRACE_MS * 2);
		expect(record.status).toBe("online");
	});

	it("crashes alone: its samples, its devices and its neighbours stay", async () => {
		const { clock, join, poison } = await liveSensors();
		const [record, other] = [await join("s", new TestDevice()), await join("t", new TestDevice())];
		record.sensor!.ingest([at("hr", 60, 1)], 0);
		const before = [record.sensor, other.sensor];
		poison(true);
		expect(record.sensor!.ingest([at("hr", 61, 2)], 0)).toBeUndefined();
		poison(false);
		await clock.advance(100);
		expect(record.sensor).not.toBe(before[0]);
		expect(other.sensor).toBe(before[1]);
		expect(record.status).toBe("online");
		expect(record.store!.get("hr")!.ring.length).toBeGreaterThanOrEqual(1);
		expect(record.sensor!.ingest([at("hr", 62, 3)], 0)).toBeNull();
	});

	it("remembers the clock offset of the device that left until another comes", async () => {
		const { join, sensors } = await liveSensors();
		const [first, second] = [new TestDevice(), new TestDevice()];
		const record = await join("s", first);
		expect(record.clockOffsetMs).toBeNull();
		first.clockOffset = { offsetMs: 7_200_000, uncertaintyMs: 5 };
		sensors.get().detach(record, first);
		expect(record.clockOffsetMs).toBe(7_200_000);
		await join("s", second);
		expect(record.clockOffsetMs).toBeNull();
	});
});
