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
		expect(sent("attention")).toEqual([{ epoch: 2, add: [{ ...A, kind: "view" }], remove: [] }]);
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
			{ epoch: 4, add: [], remove: [], hidden: true },
			{ epoch: 5, add: [{ ...A, kind: "hover" }], remove: [] },
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

	it("V6 confirms batches and reports health without waiting for an answer", async () => {
		const { clock, sent, session } = await opened();
		session.ack(7, 12);
		session.clientHealth({ fps: 60 });
		await clock.advance(60_000);
		expect([sent("ack"), sent("client_health")]).toEqual([[{ seq: 7, paint_lag_ms: 12 }], [{ fps: 60 }]]);
	});
});
