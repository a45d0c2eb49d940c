import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { SensoctoSocket } from "./socket.ts";
import { MemoryNetwork } from "./testing/memory-network.ts";

const TOPIC = "viewer:v1";

function setUp() {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	const errors: unknown[] = [];
	const socket = new SensoctoSocket("ws://server.test", {
		clock,
		random: () => 0.5,
		WebSocket: network.WebSocket,
		onError: (error) => errors.push(error),
	});
	const channel = socket.channel(TOPIC, { a: 1 });
	return { channel, clock, errors, network, socket };
}

async function joined() {
	const world = setUp();
	world.socket.connect();
	await world.channel.join();
	return world;
}

describe("Channel", () => {
	it("C1 answers a refused join with the server's reason and does not ask again", async () => {
		const { channel, clock, network, socket } = setUp();
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "unauthorized" });
		socket.connect();
		await expect(channel.join()).rejects.toMatchObject({ code: "unauthorized", details: { topic: TOPIC } });
		expect(channel.state).toBe("closed");
		await clock.advance(20_000);
		expect(network.socket.sent("phx_join")).toHaveLength(1);
	});

	it("C2 keeps an unknown reason", async () => {
		const { channel, network, socket } = setUp();
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "full moon" });
		socket.connect();
		await expect(channel.join()).rejects.toMatchObject({ code: "rejected", reason: "full moon" });
	});

	it("C3 fails a join without an answer after 10 s", async () => {
		const { channel, clock, network, socket } = setUp();
		network.respond = () => undefined;
		socket.connect();
		const join = expect(channel.join()).rejects.toMatchObject({ code: "timeout" });
		await clock.advance(10_000);
		await join;
		expect(channel.state).toBe("closed");
	});

	it("C4 joins when the connection opens, also after one was lost on the way", async () => {
		const { channel, clock, network, socket } = setUp();
		const join = channel.join();
		network.respond = () => undefined;
		socket.connect();
		await clock.advance(0);
		expect(network.socket.frames).toEqual([["1", "1", TOPIC, "phx_join", { a: 1 }]]);
		network.socket.drop(1006);
		network.respond = (to, frame) => to.reply(frame, "ok", { view_id: "v1" });
		await clock.advance(100);
		await expect(join).resolves.toEqual({ view_id: "v1" });
		await expect(channel.join()).resolves.toEqual({ view_id: "v1" });
	});

	it("C5 ends a join for which no connection will come", async () => {
		const { channel, clock, network, socket } = setUp();
		const join = expect(channel.join()).rejects.toMatchObject({ code: "disconnected" });
		network.respond = () => undefined;
		socket.connect();
		await clock.advance(0);
		network.socket.drop(1000);
		await join;
		expect(channel.state).toBe("closed");
	});

	it("C6 joins again after a lost connection and says so each time", async () => {
		const { channel, clock, network } = await joined();
		let joins = 0;
		const states: string[] = [];
		channel.onJoin(() => joins++);
		channel.onState((state) => states.push(state));
		for (const round of [1, 2]) {
			network.socket.drop(1012);
			expect(channel.state).toBe("errored");
			await clock.advance(20_000);
			expect(joins).toBe(round);
		}
		expect(states).toEqual(["errored", "joined", "errored", "joined"]);
	});

	it("C7 joins again after a crash of the server's side, with growing waits", async () => {
		const { channel, clock, network } = await joined();
		const ref = network.socket.frames[0]?.[0] ?? null;
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "join crashed" });
		network.socket.deliver(ref, ref, TOPIC, "phx_error", {});
		for (const [waitMs, joins] of [
			[999, 1],
			[1, 2],
			[1_999, 2],
			[1, 3],
			[5_000, 4],
			[10_000, 5],
		] as const) {
			await clock.advance(waitMs);
			expect(network.socket.sent("phx_join")).toHaveLength(joins);
		}
		expect(channel.state).toBe("errored");
		await channel.leave();
		await clock.advance(5_000);
		expect(network.socket.sent("phx_join")).toHaveLength(5);
	});

	it("C8 is closed by the server's phx_close, not by one meant for an earlier join", async () => {
		const { channel, network } = await joined();
		network.socket.deliver("0", "0", TOPIC, "phx_close", {});
		expect(channel.state).toBe("joined");
		network.socket.deliver("1", "1", TOPIC, "phx_close", {});
		expect(channel.state).toBe("closed");
	});

	it("C9 drops messages of another join, takes broadcasts", async () => {
		const { channel, network } = await joined();
		const got: unknown[] = [];
		channel.on("news", (payload) => got.push(payload));
		network.socket.deliver("99", null, TOPIC, "news", 1);
		network.socket.deliver("1", null, TOPIC, "news", 2);
		network.socket.deliver(null, null, TOPIC, "news", 3);
		network.socket.deliver("1", null, "viewer:other", "news", 4);
		expect(got).toEqual([2, 3]);
	});

	it("C10 refuses to push where nothing is joined", async () => {
		const { channel, network } = setUp();
		await expect(channel.push("ping", {})).rejects.toMatchObject({ code: "not_joined" });
		expect(channel.send("ping", {})).toBe(false);
		expect(network.sockets).toHaveLength(0);
	});

	it("C11 sends pushes made during the join right after it, in order, but none that timed out", async () => {
		const { channel, clock, network, socket } = setUp();
		const join = channel.join();
		const late = expect(channel.push("late", {}, 50)).rejects.toMatchObject({ code: "timeout" });
		const pushes = [channel.push("first", 1), channel.push("second", 2)];
		await clock.advance(60);
		await late;
		network.respond = (to, frame) => to.reply(frame, "ok", frame[4]);
		socket.connect();
		await join;
		expect(await Promise.all(pushes)).toEqual([1, 2]);
		expect(network.socket.frames.map((frame) => frame[3])).toEqual(["phx_join", "first", "second"]);
	});

	it("C12 fails what waits for an answer when the connection is lost", async () => {
		const { channel, clock, network } = await joined();
		const push = expect(channel.push("slow", {})).rejects.toMatchObject({ code: "disconnected" });
		network.socket.drop(1006);
		await push;
		await clock.advance(100);
		expect(network.socket.frames.map((frame) => frame[3])).toEqual(["phx_join"]);
	});

	it("C13 keeps a bounded number of unanswered pushes", async () => {
		const { channel } = await joined();
		const pushes = Array.from({ length: CLIENT_LIMITS.pendingPushes }, () => channel.push("slow", {}));
		for (const push of pushes) push.catch(() => undefined);
		await expect(channel.push("slow", {})).rejects.toMatchObject({ code: "buffer_full" });
		expect(channel.state).toBe("joined");
	});

	it("C14 reports the refusal of a message nobody waits for", async () => {
		const { channel, clock, network } = await joined();
		const refusals: unknown[] = [];
		channel.onRefused((error) => refusals.push(error));
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "unknown_event" });
		expect(channel.send("whatever", {})).toBe(true);
		await clock.advance(0);
		expect(refusals).toEqual([expect.objectContaining({ code: "unknown_event" })]);
	});

	it("C15 keeps a failing callback from hindering the others", async () => {
		const { channel, errors, network } = await joined();
		const got: unknown[] = [];
		const stop = channel.on("news", () => {
			throw new Error("broken callback");
		});
		channel.on("news", (payload) => got.push(payload));
		network.socket.deliver("1", null, TOPIC, "news", 1);
		stop();
		network.socket.deliver("1", null, TOPIC, "news", 2);
		expect(got).toEqual([1, 2]);
		expect(errors).toEqual([expect.objectContaining({ message: "broken callback" })]);
	});

	it("C16 leaves, also during a join, and may join again afterwards", async () => {
		const { channel, clock, network, socket } = setUp();
		network.respond = (to, frame) => {
			if (frame[3] === "phx_leave") to.reply(frame, "ok", {});
		};
		socket.connect();
		const join = expect(channel.join()).rejects.toMatchObject({ code: "disconnected" });
		await clock.advance(0);
		await channel.leave();
		await join;
		expect(network.socket.frames.map((frame) => frame[3])).toEqual(["phx_join", "phx_leave"]);
		network.respond = (to, frame) => to.reply(frame, "ok", {});
		await channel.join();
		expect(channel.state).toBe("joined");
	});

	it("C17 keeps two channels of one topic apart", async () => {
		const { channel, clock, network, socket } = await joined();
		const second = socket.channel(TOPIC);
		const got: string[] = [];
		channel.on("news", () => got.push("first"));
		second.on("news", () => got.push("second"));
		await second.join();
		network.socket.deliver("1", "1", TOPIC, "phx_close", {});
		network.socket.deliver("2", null, TOPIC, "news", {});
		await clock.advance(0);
		expect([channel.state, second.state, got]).toEqual(["closed", "joined", ["second"]]);
	});

	it("C18 asks for its parameters at each join", async () => {
		const { clock, network, socket } = await joined();
		let token = 0;
		await socket.channel("viewer:fresh", () => ({ token: ++token })).join();
		network.socket.drop(1006);
		await clock.advance(100);
		const payloads = network.socket.sent("phx_join").map((frame) => frame[4]);
		expect(payloads).toEqual([{ a: 1 }, { token: 2 }]);
	});

	it("C19 reads binary pushes", async () => {
		const { channel, network } = await joined();
		const got: unknown[] = [];
		channel.on("raw", (payload) => got.push(payload));
		const header = [0, 1, TOPIC.length, 3];
		const text = new TextEncoder().encode(`1${TOPIC}raw`);
		network.socket.deliverRaw(new Uint8Array([...header, ...text, 7, 8, 9]).buffer);
		expect(got).toEqual([new Uint8Array([7, 8, 9])]);
	});
});
