import { type AlertUpdate, parseTopic } from "@sensocto/protocol";
import { Ref } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import type { NoveltyAlarm } from "../../../bio/wires.ts";
import { Alerts } from "../../../domain/alerts/alerts.ts";
import { AttentionTable } from "../../../domain/attention/attention-table.ts";
import { TopicTable } from "../../../domain/delivery/topic-table.ts";
import type { DirectoryListener } from "../../../domain/sensors/sensors-state-agent.ts";
import { SensorsStateAgent } from "../../../domain/sensors/sensors-state-agent.ts";
import { SynchronyWatches } from "../../../domain/synchrony/synchrony-watches.ts";
import { Registry } from "../../../registry/registry.ts";
import type { ChannelSocket } from "../channel.ts";
import { ViewerChannel } from "./viewer-channel.ts";

const MIB = 1_048_576;

/** A viewer that follows the directory, and whose socket keeps all it is given until it is read. */
function viewer() {
	const registry = new Registry<never>();
	const attention = new AttentionTable();
	const directoryListeners = new Set<DirectoryListener>();
	const directory = new Ref<SensorsStateAgent>("the directory");
	Ref.attach(directory, new SensorsStateAgent(registry, attention, directoryListeners));
	const context = {
		...{ clock: new FakeClock(), attention, registry, directory, directoryListeners, epoch: 0 },
		...{ alerts: new Alerts(), synchrony: new SynchronyWatches(), topics: new TopicTable() },
		...{ router: new Ref<never>("the delivery"), metrics: new Ref<never>("metrics") },
	};
	const inbox: [event: string, json: string][] = [];
	const unread = { bytes: 0 };
	const push = (event: string, json: string): void => {
		inbox.push([event, json]);
		unread.bytes += json.length;
	};
	const socket = {
		topic: parseTopic("viewer:v"),
		connection: {
			get bufferedBytes() {
				return unread.bytes;
			},
		},
		push: (event, payload) => push(event, JSON.stringify(payload)),
		pushJson: push,
		pushShared: (event, head, body) => push(event, `{${head}${body}}`),
	} as ChannelSocket;
	const channel = new ViewerChannel(socket, context, "binary");
	return {
		...context,
		channel,
		unread,
		/** Adds an alert and tells it to whoever follows. */
		alarm(at: number): void {
			const alarm = { at, sensorId: "s", attributeId: "hr", kind: "spike", score: 7, value: 142, holdMs: 1 };
			const alert = context.alerts.add({ ...alarm, reason: "unusual" } as NoveltyAlarm, "Person");
			for (const listener of context.alerts.listeners) listener(JSON.stringify({ alerts: [alert] }));
		},
		/** Tells everybody who watches a group. */
		tellSynchrony(json: string): void {
			for (const { listeners } of context.synchrony.groups) for (const listener of listeners) listener(json);
		},
		/** What has arrived of an event since it was read last. */
		read(event: string): string[] {
			unread.bytes = 0;
			return inbox.splice(0).flatMap(([each, json]) => (each === event ? [json] : []));
		},
	};
}

describe("ViewerChannel to a viewer that does not read", () => {
	it("tells a bounded part of the alerts, and the newest again when it has read", () => {
		const { alarm, channel, read, unread } = viewer();
		channel.joined("changes", []);
		for (let at = 1; at <= 20_000; at++) alarm(at);
		expect(unread.bytes).toBeLessThan(1.1 * MIB);
		const told = read("alert").length;
		expect(told).toBeGreaterThan(1_000);
		expect(told).toBeLessThan(20_000);

		const heartbeat = { joinRef: null, ref: null, topic: "viewer:v", event: "ping", payload: {} };
		channel.receive(heartbeat);
		channel.receive(heartbeat);
		const [again, ...more] = read("alert").map((json) => JSON.parse(json) as AlertUpdate);
		expect(more).toEqual([]);
		expect([again!.full, again!.alerts.length, again!.alerts[0]!.at]).toEqual([true, 50, 20_000]);
		alarm(20_001);
		expect(read("alert").map((json) => (JSON.parse(json) as AlertUpdate).full)).toEqual([undefined]);
	});

	it("tells the last alerts when it joins, and nothing where there are none", () => {
		const { alarm, channel, read } = viewer();
		alarm(1);
		channel.joined("changes", []);
		expect(read("alert").map((json) => JSON.parse(json))).toMatchObject([
			{ full: true, alerts: [{ at: 1 }] },
		]);
		const other = viewer();
		other.channel.joined("changes", []);
		expect(other.read("alert")).toEqual([]);
		expect(other.alerts.listeners.size).toBe(1);
		other.channel.left();
		expect(other.alerts.listeners.size).toBe(0);
	});

	it("leaves out readings of synchrony, and goes on with the newest", () => {
		const { channel, read, tellSynchrony, unread } = viewer();
		const watch = { joinRef: null, ref: null, topic: "viewer:v", event: "synchrony" };
		channel.receive({ ...watch, payload: { kinds: ["respiration"] } });
		for (let k = 0; k < 1_000; k++) tellSynchrony("a reading".padEnd(1_024));
		expect(unread.bytes).toBeLessThan(0.3 * MIB);
		expect(read("synchrony").length).toBeGreaterThan(200);
		tellSynchrony("the newest");
		expect(read("synchrony")).toEqual(["the newest"]);
	});
});
