import type { AlertUpdate } from "@sensocto/protocol";
import { Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { type NoveltyAlarm, Wires } from "../../bio/wires.ts";
import { Registry } from "../../registry/registry.ts";
import { SensorRecord } from "../sensors/sensor-record.ts";
import { AlertFeed } from "./alert-feed.ts";
import { ALERTS_KEPT, Alerts } from "./alerts.ts";

function alarm(at: number, more: Partial<NoveltyAlarm> = {}): NoveltyAlarm {
	return {
		...{ at, sensorId: "s", attributeId: "hr", kind: "spike", score: 7.26, value: 142, holdMs: 21_300.4 },
		...{ reason: "heart rate 142 bpm, usually 58–66", ...more },
	} as NoveltyAlarm;
}

describe("Alerts", () => {
	it("lists the newest first, and no more than it keeps", () => {
		const alerts = new Alerts();
		for (let i = 0; i <= ALERTS_KEPT; i++)
			alerts.add(alarm(i, { sensorId: i === 3 ? "other" : "s" }), "Person");
		const all = alerts.last(10_000);
		expect(all).toHaveLength(ALERTS_KEPT);
		expect([all[0]!.at, all.at(-1)!.at]).toEqual([ALERTS_KEPT, 1]);
		expect(alerts.last(2).map(({ at }) => at)).toEqual([ALERTS_KEPT, ALERTS_KEPT - 1]);
		expect(alerts.last(10, "other").map(({ at }) => at)).toEqual([3]);
	});

	it("numbers them upwards, also those of one instant and after a clock that was set back", () => {
		const alerts = new Alerts();
		const ids = [5_000, 5_000, 4_000, 9_000].map((at) => alerts.add(alarm(at), "Person").id);
		expect(ids).toEqual([5_000, 5_001, 5_002, 9_000]);
	});

	it("writes what a page shows", () => {
		expect(new Alerts().add(alarm(1_000), "Person 1")).toEqual({
			...{ id: 1_000, at: 1_000, sensor_id: "s", sensor_name: "Person 1", attribute_id: "hr", kind: "spike" },
			...{ score: 7.3, value: 142, hold_ms: 21_300, reason: "heart rate 142 bpm, usually 58–66" },
		});
		expect(new Alerts().add(alarm(1_000, { kind: "gap", value: Number.NaN }), "P").value).toBeNull();
	});
});

describe("AlertFeed", () => {
	async function rig() {
		const clock = new FakeClock();
		const context = { wires: new Wires(), registry: new Registry<SensorRecord>(), alerts: new Alerts() };
		context.registry.register(
			"s",
			() => new SensorRecord("s", 1, { name: "Person 1" } as SensorRecord["identity"]),
		);
		const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
			{ id: "feed", create: () => new AlertFeed(context) },
		]);
		await root.start();
		const told: AlertUpdate[] = [];
		context.alerts.listeners.add((json) => told.push(JSON.parse(json) as AlertUpdate));
		const { send } = context.wires.novelty.produce("test");
		return { ...context, clock, root, send, told };
	}

	it("tells alerts under the sensor's name, those of a quarter of a second together", async () => {
		const { clock, send, told } = await rig();
		send(alarm(1_000));
		await clock.advance(200);
		send(alarm(1_200, { sensorId: "gone" }));
		expect(told).toEqual([]);
		await clock.advance(50);
		expect(told.map(({ alerts }) => alerts.map(({ sensor_name }) => sensor_name))).toEqual([
			["gone", "Person 1"],
		]);
		send(alarm(1_300));
		await clock.advance(250);
		expect(told).toHaveLength(2);
	});

	it("tells only the newest of a flood, and lists all", async () => {
		const { alerts, clock, send, told } = await rig();
		for (let i = 0; i < 200; i++) send(alarm(1_000 + i));
		await clock.advance(1_000);
		expect(told.map((update) => update.alerts.length)).toEqual([50]);
		expect(told[0]!.alerts[0]!.at).toBe(1_199);
		expect(alerts.last(500)).toHaveLength(200);
	});

	it("is the consumer of novelty while it runs", async () => {
		const { root, wires } = await rig();
		expect(wires.novelty.consumers).toEqual(["AlertFeed"]);
		await root.stop();
		expect(wires.novelty.consumers).toEqual([]);
	});
});
