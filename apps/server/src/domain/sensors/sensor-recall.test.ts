import { describe, expect, it } from "vitest";
import type { StoredAttribute, StoredSensor } from "../../storage/history/sensor-store.ts";
import { RECALLS_WAITING } from "./sensor-recall.ts";
import { at, GRACE_MS, liveSensors, TestDevice } from "./testing/live-sensors.ts";

function attribute(attributeId: string, sample: number): StoredAttribute {
	return {
		...{ attributeId, attributeType: attributeId, unit: null, samplingRateHz: 1, displayName: null },
		...{ provenance: "real", delivery: "latest", precision: 32, stride: 1 },
		last: { timestamp: 7, sample },
	};
}

function stored(sensorId: string): StoredSensor {
	return {
		...{ sensorId, name: sensorId, type: "t", connectorId: "c", connectorName: "C", connectorType: null },
		...{ provenance: "real", source: null, lastSeenMs: 5 },
		attributes: [attribute("temperature", 21), attribute("humidity", 40)],
	};
}

/** A database with every sensor that is not called new, and what it was asked for. */
function database() {
	const asked: (readonly string[])[] = [];
	const state = { away: false };
	const find = async (ids: readonly string[]): Promise<StoredSensor[]> => {
		asked.push(ids);
		if (state.away) throw new Error("away");
		return ids.filter((id) => !id.startsWith("new")).map(stored);
	};
	return { asked, find, state };
}

/** The last values of a sensor by attribute, as its processes' end leaves them for lists. */
async function lastValues(rig: Awaited<ReturnType<typeof liveSensors>>, id: string, device: TestDevice) {
	const record = rig.registry.lookup(id)!;
	rig.sensors.get().detach(record, device);
	await rig.clock.advance(GRACE_MS + 1);
	return Object.fromEntries(
		record.lastSummary!.attributes.map((each) => [each.attribute_id, each.last_value?.payload]),
	);
}

const TEMPERATURE = { temperature: { attribute_id: "temperature", attribute_type: "temperature" } };

describe("a stored sensor that comes back after it was forgotten", () => {
	it("has its attributes and last values again, its own new ones first, and stays known", async () => {
		const rig = await liveSensors(undefined, database().find);
		const device = new TestDevice();
		const record = await rig.join("s", device, TEMPERATURE);
		record.sensor!.ingest([at("temperature", 25, 9)], 9);
		await rig.clock.advance(0);
		expect([record.isStored, record.lastSeenAt]).toEqual([true, 9]);
		expect(rig.changed.at(-1)).toBe("s");
		await expect(lastValues(rig, "s", device)).resolves.toEqual({ temperature: 25, humidity: 40 });
		expect(rig.registry.lookup("s")).toBe(record);
	});

	it("is asked for once, and one that was never stored learns nothing", async () => {
		const { asked, find } = database();
		const rig = await liveSensors(undefined, find);
		const fresh = await rig.join("new", new TestDevice());
		await rig.join("new", new TestDevice());
		expect([asked, fresh.isStored, fresh.lastSummary]).toEqual([[["new"]], false, null]);
	});

	it("waits for a database that is away, unless it has gone by then", async () => {
		const { asked, find, state } = database();
		const rig = await liveSensors(undefined, find);
		state.away = true;
		const devices = [new TestDevice(), new TestDevice()];
		const [record, gone] = [await rig.join("s", devices[0]!), await rig.join("gone", devices[1]!)];
		rig.sensors.get().detach(gone, devices[1]!);
		await rig.clock.advance(GRACE_MS + 1);
		expect(rig.registry.lookup("gone")).toBeUndefined();
		state.away = false;
		expect(record.lastSummary).toBeNull();
		await rig.clock.advance(10_000);
		expect(asked.at(-1)).toEqual(["s"]);
		await expect(lastValues(rig, "s", devices[0]!)).resolves.toEqual({ temperature: 21, humidity: 40 });
	});

	it("is one of a bounded number that wait, and of a hundred that are looked up together", async () => {
		const { asked, find, state } = database();
		const rig = await liveSensors(undefined, find);
		state.away = true;
		const device = new TestDevice();
		for (let k = 0; k <= RECALLS_WAITING; k++) await rig.join(`s${k}`, device);
		state.away = false;
		asked.length = 0;
		await rig.clock.advance(10_000);
		await rig.clock.advance(0);
		expect(new Set(asked.map((ids) => ids.length))).toEqual(new Set([100]));
		expect(asked.flat()).toHaveLength(RECALLS_WAITING);
		expect(rig.registry.lookup(`s${RECALLS_WAITING - 1}`)!.isStored).toBe(true);
		expect(rig.registry.lookup(`s${RECALLS_WAITING}`)!.isStored).toBe(false);
	});
});
