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
		for (const change of update.changes ?? []) {
			this.list.set(change.sensor_id, applySensorChange(this.list.get(change.sensor_id)!, change));
		}
	}
}

async function start() {
	const clock = new FakeClock();
	const registry = new Registry<SensorRecord>();
	const agent = new SensorsStateAgent(registry, new AttentionTable(), new Set());
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
	return { add, agent, clock };
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
