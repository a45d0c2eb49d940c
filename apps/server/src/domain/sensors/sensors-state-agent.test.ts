import { applySensorChange, type DirectoryUpdate, type SensorSummary } from "@sensocto/protocol";
import { Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { Registry } from "../../registry/registry.ts";
import { AttentionTable } from "../attention/attention-table.ts";
import { SensorRecord } from "./sensor-record.ts";
import { type DirectoryListener, SensorsStateAgent } from "./sensors-state-agent.ts";

/** Somebody who keeps a list of sensors by what it is told. */
class Follower implements DirectoryListener {
	readonly mode: "whole" | "changes";
	readonly updates: DirectoryUpdate[] = [];
	readonly list = new Map<string, SensorSummary>();

	constructor(mode: "whole" | "changes") {
		this.mode = mode;
	}

	join(agent: SensorsStateAgent): this {
		const { full, sensors } = JSON.parse(`{${agent.follow(this)}}`) as DirectoryUpdate;
		expect(full).toBe(true);
		for (const sensor of sensors) this.list.set(sensor.sensor_id, sensor);
		return this;
	}

	tell(fields: Buffer): void {
		const update = JSON.parse(`{${fields}}`) as DirectoryUpdate;
		this.updates.push(update);
		for (const sensor of update.sensors) this.list.set(sensor.sensor_id, sensor);
		for (const id of update.removed) this.list.delete(id);
		for (const change of update.changes ?? []) {
			this.list.set(change.sensor_id, applySensorChange(this.list.get(change.sensor_id)!, change));
		}
	}
}

async function start() {
	const clock = new FakeClock();
	const registry = new Registry<SensorRecord>();
	const attention = new AttentionTable();
	const agent = new SensorsStateAgent(registry, attention, new Set());
	await new Supervisor("root", { strategy: "one_for_one", clock }, [
		{ id: "agent", create: () => agent },
	]).start();
	const add = (id: string): SensorRecord =>
		registry.register(
			id,
			() =>
				new SensorRecord(id, registry.size, {
					...{ name: id, type: "", connectorId: "c", connectorName: "C", connectorType: null },
					...{ provenance: "real", source: null },
				}),
		);
	return { add, agent, attention, clock, registry };
}

describe("SensorsStateAgent", () => {
	it("tells what differs to those who want that, whole summaries to the others, and all end up alike", async () => {
		const { add, agent, clock } = await start();
		const record = add("a");
		const [whole, changes] = [new Follower("whole").join(agent), new Follower("changes").join(agent)];
		record.status = "online";
		agent.changed(record, "state");
		agent.changed(add("b"), "state");
		await clock.advance(250);
		record.lastSeenAt = 7;
		agent.changed(record, "activity");
		await clock.advance(2_000);
		expect(whole.updates.map(({ sensors }) => sensors.map(({ sensor_id }) => sensor_id))).toEqual([
			["a", "b"],
			["a"],
		]);
		expect(changes.updates).toEqual([
			{
				sensors: [expect.objectContaining({ sensor_id: "b" })],
				removed: [],
				changes: [{ sensor_id: "a", status: "online" }],
			},
			{ sensors: [], removed: [], changes: [{ sensor_id: "a", last_seen_at: 7 }] },
		]);
		expect(changes.list).toEqual(whole.list);
		expect([...whole.list.values()]).toEqual(agent.all());
	});

	it("gives a later follower a state from which changes lead to the same, also when something flips back", async () => {
		const { add, agent, clock } = await start();
		const record = add("a");
		const early = new Follower("changes").join(agent);
		record.status = "online";
		agent.changed(record, "state");
		const late = new Follower("changes").join(agent);
		record.status = "offline";
		agent.changed(record, "state");
		await clock.advance(250);
		expect(late.list.get("a")!.status).toBe("offline");
		expect(early.list).toEqual(late.list);
	});

	it("tells attention and pace once a second and by themselves, whatever else has changed", async () => {
		const { add, agent, attention, clock } = await start();
		const record = add("a");
		const [whole, changes] = [new Follower("whole").join(agent), new Follower("changes").join(agent)];
		attention.add("a", "*", "view");
		attention.add("a", "*", "focus");
		record.lastSeenAt = 7;
		await clock.advance(1_000);
		expect(changes.updates).toEqual([
			{ sensors: [], removed: [], changes: [{ sensor_id: "a", attention_level: "high" }] },
		]);
		agent.changed(record, "activity");
		await clock.advance(2_000);
		expect(changes.list).toEqual(whole.list);
		attention.remove("a", "*", "focus");
		attention.add("a", "*", "focus");
		await clock.advance(2_000);
		expect(changes.updates).toHaveLength(2);
	});

	it("tells that a sensor was forgotten, and of another one under its id as of a new one", async () => {
		const { add, agent, clock, registry } = await start();
		const [gone, replaced] = [add("gone"), add("replaced")];
		const [whole, changes] = [new Follower("whole").join(agent), new Follower("changes").join(agent)];
		for (const record of [gone, replaced]) {
			registry.unregister(record.id);
			agent.changed(record, "state");
			agent.changed(record, "activity");
		}
		const next = add("replaced");
		next.status = "online";
		agent.changed(next, "state");
		await clock.advance(2_000);
		for (const { list, updates } of [whole, changes]) {
			expect(updates.map(({ removed }) => removed)).toEqual([["gone"]]);
			expect([...list.values()]).toEqual(agent.all());
		}
		expect(changes.list.get("replaced")).toMatchObject({ status: "online" });
	});

	it("tells nothing when nothing worth telling has changed, and forgets what it told with its last follower", async () => {
		const { add, agent, clock } = await start();
		const record = add("a");
		const first = new Follower("changes").join(agent);
		agent.changed(record, "state");
		await clock.advance(250);
		expect(first.updates).toEqual([]);
		agent.unfollow(first);
		record.status = "online";
		agent.changed(record, "state");
		await clock.advance(250);
		const next = new Follower("changes").join(agent);
		expect(next.list.get("a")!.status).toBe("online");
		expect(first.updates).toEqual([]);
	});
});
