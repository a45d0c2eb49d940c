import { hashLease } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { SensoctoSocket } from "./socket.ts";
import { MemoryNetwork } from "./testing/memory-network.ts";
import { ViewerSession } from "./viewer-session.ts";

const A = { sensor_id: "a:1", attribute_id: "ecg" };
const B = { sensor_id: "b" };

function setUp() {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	network.respond = (to, frame) => to.reply(frame, "ok", { view_id: "v1", server_time: 5, count: 1 });
	const socket = new SensoctoSocket("ws://server.test", {
		clock,
		random: () => 0.5,
		WebSocket: network.WebSocket,
	});
	const session = new ViewerSession(socket, { viewId: "v1", encoding: "columns", directory: true });
	const sent = (event: string): unknown[] => network.socket.sent(event).map((frame) => frame[4]);
	return { clock, network, sent, session, socket };
}

async function opened() {
	const world = setUp();
	world.socket.connect();
	await world.session.open();
	return world;
}

describe("ViewerSession", () => {
	it("V1 reports a refused viewer and a refused subscription", async () => {
		const { network, session, socket } = setUp();
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "unauthorized" });
		socket.connect();
		await expect(session.open()).rejects.toMatchObject({ code: "unauthorized" });
		const other = await opened();
		other.network.respond = (to, frame) => to.reply(frame, "error", { reason: "too_many_subscriptions" });
		await expect(other.session.subscribe([A])).rejects.toMatchObject({ code: "too_many_subscriptions" });
	});

	it("V2 asks for its encoding and the directory, and hands over what comes", async () => {
		const { network, sent, session } = await opened();
		const got: unknown[] = [];
		session.onBatch((batch) => got.push(batch.columns));
		session.onDirectory((update) => got.push(update.removed));
		network.socket.deliver("1", null, "viewer:v1", "sensor_batch", { seq: 1, server_time: 2, columns: {} });
		network.socket.deliver("1", null, "viewer:v1", "directory", { sensors: [], removed: ["x"] });
		expect(sent("phx_join")).toEqual([{ encoding: "columns", directory: true }]);
		expect(got).toEqual([{}, ["x"]]);
	});

	it("V3 remembers what was asked for before the connection was there", async () => {
		const { sent, session, socket } = setUp();
		await session.subscribe([A, B], { seedMs: 10_000 });
		await session.unsubscribe([B]);
		session.attention({ add: [{ ...A, kind: "view" }], hidden: false });
		socket.connect();
		await session.open();
		expect(sent("subscribe")).toEqual([{ subscriptions: [A], seed_ms: 10_000 }]);
		expect(sent("unsubscribe")).toEqual([]);
		expect(sent("attention")).toEqual([{ epoch: 2, full: true, add: [{ ...A, kind: "view" }], remove: [] }]);
	});

	it("V4 gives its whole sets to the server after each reconnection, with a higher epoch", async () => {
		const { clock, network, sent, session } = await opened();
		await session.subscribe([A], { seedMs: 10_000 });
		await session.subscribe([B]);
		session.attention({
			add: [
				{ ...A, kind: "view" },
				{ ...B, kind: "pin" },
			],
		});
		session.attention({ remove: [{ ...A, kind: "view" }], add: [{ ...A, kind: "hover" }], hidden: true });
		network.socket.drop(1012);
		session.attention({ remove: [{ sensor_id: "b", attribute_id: "*", kind: "pin" }] });
		await clock.advance(100);
		expect(sent("subscribe")).toEqual([{ subscriptions: [A], seed_ms: 10_000 }, { subscriptions: [B] }]);
		expect(sent("attention")).toEqual([
			{ epoch: 4, full: true, add: [{ ...A, kind: "hover" }], remove: [], hidden: true },
		]);
	});

	it("V5 splits large sets into messages a server takes", async () => {
		const { clock, network, sent, session } = await opened();
		const all = Array.from({ length: CLIENT_LIMITS.viewerChanges + 1 }, (_, i) => ({ sensor_id: `s${i}` }));
		await session.subscribe(all);
		network.socket.drop(1006);
		await clock.advance(100);
		const sizes = sent("subscribe").map(
			(payload) => (payload as { subscriptions: unknown[] }).subscriptions.length,
		);
		expect(sizes).toEqual([CLIENT_LIMITS.viewerChanges, 1]);
	});

	it("V7 sends a heartbeat with the hash of its leases every 20 s, and none while it has no attention to keep", async () => {
		const { clock, network, sent, session, socket } = await opened();
		await clock.advance(60_000);
		expect(sent("attention")).toEqual([]);
		session.attention({
			add: [
				{ ...A, kind: "view" },
				{ sensor_id: "b", kind: "pin" },
			],
		});
		session.attention({
			remove: [
				{ ...A, kind: "view" },
				{ ...A, kind: "focus" },
			],
		});
		await clock.advance(19_000);
		expect(sent("attention")).toHaveLength(2);
		await clock.advance(1_000);
		const hash = hashLease({ sensor_id: "b", attribute_id: "*", kind: "pin" });
		expect(sent("attention").at(-1)).toEqual({ epoch: 3, heartbeat: true, hash });
		network.accepts = false;
		network.socket.drop(1006);
		await clock.advance(60_000);
		expect(network.sockets.flatMap((each) => each.sent("attention"))).toHaveLength(3);
		network.accepts = true;
		await socket.close();
		expect(clock.pending).toBe(0);
	});

	it("V8 sends its whole set when the server holds another", async () => {
		const { clock, network, sent, session } = await opened();
		session.attention({
			add: [
				{ ...A, kind: "view" },
				{ ...B, kind: "pin" },
			],
			hidden: true,
		});
		network.respond = (to, frame) => to.reply(frame, "ok", { resync: true });
		await clock.advance(20_000);
		network.respond = (to, frame) => to.reply(frame, "ok", {});
		expect(sent("attention").at(-1)).toEqual({
			epoch: 3,
			full: true,
			add: [
				{ ...A, kind: "view" },
				{ ...B, kind: "pin" },
			],
			remove: [],
			hidden: true,
		});
		await clock.advance(20_000);
		expect(sent("attention")).toHaveLength(4);
	});

	it("V9 tells the battery again after a reconnection, before anything it bounds", async () => {
		const { clock, network, session } = await opened();
		session.clientHealth({ fps: 60, batteryLevel: 0.2, batteryCharging: false });
		session.clientHealth({ saveData: true, droppedFrames: 3 });
		session.attention({ add: [{ ...A, kind: "focus" }] });
		network.socket.drop(1012);
		await clock.advance(100);
		const told = network.socket.frames.slice(1).map((frame) => [frame[3], frame[4]]);
		expect(told).toEqual([
			["client_health", { batteryLevel: 0.2, batteryCharging: false, saveData: true }],
			["attention", { epoch: 2, full: true, add: [{ ...A, kind: "focus" }], remove: [] }],
		]);
	});

	it("V6 confirms batches and reports health without waiting for an answer", async () => {
		const { clock, sent, session } = await opened();
		session.ack(7, 12);
		session.clientHealth({ fps: 60 });
		await clock.advance(60_000);
		expect([sent("ack"), sent("client_health")]).toEqual([[{ seq: 7, paint_lag_ms: 12 }], [{ fps: 60 }]]);
	});

	it("tells its person's choice again after a reconnection, and hands on how it is served", async () => {
		const { clock, network, sent, session } = await opened();
		const notices: unknown[] = [];
		session.onDelivery((notice) => notices.push(notice.reason));
		session.choose("low");
		network.socket.deliver("1", null, "viewer:v1", "delivery", { reason: "you chose" });
		network.socket.drop(1006);
		await clock.advance(60_000);
		expect(sent("delivery")).toEqual([{ choose: "low" }]);
		expect(notices).toEqual(["you chose"]);
	});

	it("acknowledges at once or gathered", async () => {
		const { sent, session } = await opened();
		session.ack(1, 4);
		session.ack(9, 4, 250);
		expect(sent("ack")).toEqual([
			{ seq: 1, paint_lag_ms: 4 },
			{ seq: 9, paint_lag_ms: 4, held_ms: 250 },
		]);
	});

	it("watches one group at a time, again after a reconnection, and not once it is ended", async () => {
		const { clock, network, sent, session } = await opened();
		const got: unknown[] = [];
		const first = session.watchSynchrony({ kinds: ["heart rate"] }, () => got.push("first"));
		const second = session.watchSynchrony({ kinds: ["respiration"] }, (update) => got.push(update.kind));
		first();
		network.socket.deliver("1", null, "viewer:v1", "synchrony", { kind: "respiration" });
		expect(sent("synchrony")).toEqual([{ kinds: ["heart rate"] }, { kinds: ["respiration"] }]);
		network.socket.drop(1012);
		await clock.advance(100);
		expect(sent("synchrony")).toEqual([{ kinds: ["respiration"] }]);
		second();
		expect(sent("synchrony").at(-1)).toEqual({ kinds: [] });
		network.socket.drop(1012);
		await clock.advance(1_000);
		expect(sent("synchrony")).toEqual([]);
		expect(got).toEqual(["respiration"]);
	});
});
