import { describe, expect, it } from "vitest";
import type { Allocation, LoadReading } from "../../bio/wires.ts";
import { KNOWN_SENSORS } from "./known-sensors.ts";
import { type SensorIdentity, SensorRecord } from "./sensor-record.ts";
import { summarise } from "./summarise.ts";
import { at, GRACE_MS, liveSensors, TestDevice } from "./testing/live-sensors.ts";

const IDENTITY: SensorIdentity = {
	...{ name: "s", type: "t", connectorId: "c", connectorName: "C", connectorType: null },
	...{ provenance: "real", source: null },
};

/** Sensors with stored ones among them, the first of which were seen last. */
const withKnown = (count: number) =>
	liveSensors((registry) => {
		for (let k = 0; k < count; k++) {
			const record = registry.register(
				`known ${k}`,
				(order) => new SensorRecord(`known ${k}`, order, IDENTITY),
			);
			record.lastSeenAt = count - k;
			record.isStored = true;
		}
	});

describe("Sensors", () => {
	it("forget a sensor of which nothing was stored when its grace period is over, and tell that", async () => {
		const { changed, clock, forgotten, join, registry, sensors, supervisor } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device, { hr: { attribute_id: "hr", attribute_type: "heartrate" } });
		sensors.get().detach(record, device);
		await clock.advance(GRACE_MS - 1);
		expect(registry.lookup("s")).toBe(record);
		changed.length = 0;
		await clock.advance(2);
		expect([registry.size, supervisor.get().child("s")]).toEqual([0, undefined]);
		expect(forgotten).toEqual(["s"]);
		expect(changed.at(-1)).toBe("s");
	});

	it("keep a sensor with samples, and one whose device returns while its processes are stopped", async () => {
		const { clock, forgotten, join, registry, sensors, supervisor } = await liveSensors();
		const [first, second] = [new TestDevice(), new TestDevice()];
		const [stored, empty] = [await join("stored", first), await join("empty", second)];
		stored.sensor!.ingest([at("hr", 60, 1)], 0);
		sensors.get().detach(stored, first);
		sensors.get().detach(empty, second);
		const live = supervisor.get();
		const stopChild = live.stopChild.bind(live);
		live.stopChild = (id) => {
			const stopping = stopChild(id);
			if (id === "empty") queueMicrotask(() => void join("empty", new TestDevice()));
			return stopping;
		};
		await clock.advance(GRACE_MS * 3);
		expect([registry.lookup("stored"), registry.lookup("empty")]).toEqual([stored, empty]);
		expect([stored.status, empty.status]).toEqual(["offline", "online"]);
		expect(forgotten).toEqual([]);
	});

	it("remember nothing of a join whose processes could not be started", async () => {
		const { join, registry, supervisor } = await liveSensors();
		supervisor.get().startChild = () => Promise.reject(new Error("no room"));
		const joins = [join("s", new TestDevice()), join("s", new TestDevice())];
		for (const each of joins) await expect(each).rejects.toThrow("no room");
		expect(registry.size).toBe(0);
	});

	it("give a sensor that was forgotten a place of its own when it returns", async () => {
		const { clock, join, sensors } = await liveSensors();
		const device = new TestDevice();
		const [other, before] = [await join("other", new TestDevice()), await join("s", device)];
		sensors.get().detach(before, device);
		await clock.advance(GRACE_MS + 1);
		const after = await join("s", new TestDevice());
		expect(after).not.toBe(before);
		expect(new Set([other.order, before.order, after.order]).size).toBe(3);
	});

	it("know no more absent sensors than the bound: those that were there last", async () => {
		const { clock, forgotten, join, registry, sensors } = await withKnown(KNOWN_SENSORS + 2);
		expect(forgotten).toEqual([`known ${KNOWN_SENSORS + 1}`, `known ${KNOWN_SENSORS}`]);
		const device = new TestDevice();
		const returned = await join(`known ${KNOWN_SENSORS - 1}`, device);
		const fresh = await join("fresh", device);
		fresh.sensor!.ingest([at("hr", 60, 1)], 0);
		sensors.get().detach(fresh, device);
		await clock.advance(GRACE_MS + 1);
		expect(registry.size).toBe(KNOWN_SENSORS + 1);
		sensors.get().detach(returned, device);
		await clock.advance(GRACE_MS + 1);
		expect(registry.size).toBe(KNOWN_SENSORS);
		expect(forgotten.at(-1)).toBe(`known ${KNOWN_SENSORS - 2}`);
		expect([registry.lookup("fresh"), registry.lookup(returned.id)]).toEqual([fresh, returned]);
	});

	it("say in lists that a device is asked to send nothing", async () => {
		const { clock, join, wires, attention } = await liveSensors();
		const record = await join("s", new TestDevice());
		expect(summarise(record, attention).paused).toBe(false);
		wires.load
			.produce("test")
			.send({ label: "critical", injected: false, memoryProtection: false } as LoadReading);
		await clock.advance(3_000);
		expect(summarise(record, attention).paused).toBe(true);
	});

	it("tell devices the contract's window when the arbiter is switched off, and what it offers once it is on again", async () => {
		const { attention, clock, join, modes, wires } = await liveSensors();
		const device = new TestDevice();
		await join("s", device, { hr: { attribute_id: "hr", attribute_type: "heartrate" } });
		wires.allocation.produce("test").send({
			...{ at: 0, epoch: 1, lambda: Number.POSITIVE_INFINITY, pauseBelow: 0, contended: false },
			...({ demanded: 0, granted: 0, budget: 0, reason: "" } satisfies Partial<Allocation>),
			pools: { novelty: 1, predicted: 1 },
		} as unknown as Allocation);
		attention.add("s", "hr", "view");
		await clock.advance(3_000);
		const told = () => device.configs.at(-1)!.recommended_batch_window;
		expect(told()).toBe(200);
		modes.set("ResourceArbiter", "off");
		await clock.advance(3_000);
		expect(told()).toBe(500);
		modes.set("ResourceArbiter", "on");
		await clock.advance(3_000);
		expect(told()).toBe(200);
	});
});
