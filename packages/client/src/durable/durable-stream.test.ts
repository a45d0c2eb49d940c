import { backpressureConfig } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { CLIENT_LIMITS } from "../client-limits.ts";
import { DurableWorld } from "../testing/durable-world.ts";

const TOPIC = "sensocto:sensor:belt:1";

async function offline(options = {}): Promise<DurableWorld> {
	const world = await DurableWorld.open(options);
	world.network.accepts = false;
	world.server.drop();
	return world;
}

async function online(world: DurableWorld): Promise<void> {
	world.network.accepts = true;
	await world.clock.advance(100);
	world.network.socket.accept();
	await world.clock.advance(0);
}

describe("DurableStream: refusals", () => {
	it("DS1 reports a refused sensor and a server without sessions", async () => {
		const refused = new DurableWorld();
		refused.network.respond = (to, frame) => to.reply(frame, "error", { reason: "unauthorized" });
		refused.socket.connect();
		await expect(refused.stream.open()).rejects.toMatchObject({ code: "unauthorized" });
		const old = new DurableWorld();
		old.network.respond = (to, frame) => to.reply(frame, "ok", {});
		old.socket.connect();
		await expect(old.stream.open()).rejects.toMatchObject({ code: "rejected" });
		expect(old.stream.channel.state).not.toBe("joined");
	});

	it("DS2 waits for a server that answers the join late, and says so", async () => {
		const world = new DurableWorld();
		const problems: string[] = [];
		world.stream.onProblem((error) => problems.push(error.code));
		world.server.isDeaf = true;
		world.socket.connect();
		const open = world.stream.open();
		await world.clock.advance(9_999);
		world.server.isDeaf = false;
		await world.clock.advance(1);
		await open;
		expect(problems).toEqual(["timeout"]);
	});

	it("DS3 refuses a sample the server could never store, where it is recorded", async () => {
		const { stream } = await DurableWorld.open();
		expect(() => stream.record("bad id!", 1, 0)).toThrow(
			expect.objectContaining({ code: "invalid_attribute_id" }),
		);
		expect(() => stream.record("hr", 1, -1)).toThrow(expect.objectContaining({ code: "invalid_timestamp" }));
		const long = "x".repeat(300_000);
		expect(() => stream.record("note", long, 0)).toThrow(
			expect.objectContaining({ code: "payload_too_large" }),
		);
		expect(stream.pendingSamples).toBe(0);
	});

	it("DS4 finds the one sample the server refuses, gives it up and stores the others in order", async () => {
		const world = await DurableWorld.open();
		const lost: unknown[] = [];
		world.stream.onLost((losses) => lost.push(...losses));
		world.server.storesAtOnce = true;
		world.server.judge = (batch) =>
			batch.some((one) => one.payload === 37) ? "too_many_attributes" : undefined;
		world.record("ecg", 100);
		world.stream.flush();
		world.record("ecg", 50);
		world.stream.flush();
		await world.stream.drained();
		await world.clock.advance(1_000);
		const values = DurableWorld.values(0, 150).filter((value) => value !== 37);
		expect(world.server.payloads("ecg")).toEqual(values);
		const time = world.clock.now() - 1_000 + 37;
		expect(lost).toEqual([
			{ attributeId: "ecg", samples: 1, fromMs: time, toMs: time, reason: "too_many_attributes" },
		]);
		expect([world.stream.lostSamples, world.stream.storedSamples]).toEqual([1, 149]);
	});

	it("DS5 ends when another device speaks for its session, keeps its samples and goes on when opened again", async () => {
		const world = await DurableWorld.open();
		const problems: string[] = [];
		world.stream.onProblem((error) => problems.push(error.code));
		world.server.refusals.push("session_replaced");
		world.record("hr", 3);
		await expect(world.stream.drained()).rejects.toMatchObject({ code: "session_replaced" });
		expect([world.stream.failure?.code, world.stream.pendingSamples, problems]).toEqual([
			"session_replaced",
			3,
			["session_replaced"],
		]);
		await world.clock.advance(0);
		world.server.storesAtOnce = true;
		await world.stream.open();
		await world.stream.drained();
		expect(world.server.payloads("hr")).toEqual([0, 1, 2]);
	});

	it("DS6 says so when the server has lost what it acknowledged, and goes on from there", async () => {
		const world = await DurableWorld.open();
		const problems: unknown[] = [];
		world.stream.onProblem((error) => problems.push(error.details));
		world.server.storesAtOnce = true;
		for (let batch = 0; batch < 3; batch++) {
			world.record("hr", 1);
			await world.stream.drained();
		}
		world.server.storesAtOnce = false;
		world.record("hr", 1);
		world.stream.flush();
		world.server.lastSeq.set("run", 1);
		world.server.kill();
		world.server.storesAtOnce = true;
		await world.clock.advance(100);
		expect(world.server.payloads("hr")).toEqual([0, 1, 2, 3]);
		expect(problems).toEqual([{ received: "batch 3 was acknowledged, the server has stored 1" }]);
		expect(world.server.lastSeq.get("run")).toBe(2);
	});
});

describe("DurableStream: a full buffer", () => {
	it("DS7 gives up the oldest of a waveform, then the oldest value, events last, and names the gap", async () => {
		const world = await offline({ bufferSamples: 100 });
		const lost: unknown[] = [];
		world.stream.onLost((losses) => lost.push(...losses));
		world.record("button", 10, "press");
		world.record("hr", 40);
		world.record("ecg", 60);
		const start = world.clock.now();
		expect(lost).toEqual([]);
		await world.clock.advance(1_000);
		const reason = "buffer_full";
		expect(lost.splice(0)).toEqual([
			{ attributeId: "ecg", samples: 10, fromMs: start, toMs: start + 9, reason },
		]);
		world.record("hr", 60);
		await world.clock.advance(1_000);
		expect(lost).toEqual([
			{ attributeId: "ecg", samples: 50, fromMs: start + 10, toMs: start + 59, reason },
			{ attributeId: "hr", samples: 10, fromMs: start, toMs: start + 9, reason },
		]);
		expect([world.stream.lostSamples, world.stream.pendingSamples]).toEqual([70, 100]);
		await online(world);
		await world.drain();
		expect(world.server.payloads("button")).toEqual(DurableWorld.values(0, 10));
		expect(world.server.payloads("hr")).toEqual(DurableWorld.values(10, 100));
	});

	it("DS8 bounds the bytes too", async () => {
		const world = await offline();
		const text = "x".repeat(200_000);
		for (let i = 0; i < 100; i++) world.stream.record("note", { i, text }, i);
		const kept = Math.floor(CLIENT_LIMITS.durableBytes / 200_000);
		expect(world.stream.pendingSamples).toBeGreaterThan(kept - 3);
		expect(world.stream.pendingSamples).toBeLessThanOrEqual(kept);
		await online(world);
		await world.drain();
		expect(Math.max(...world.server.batchSizes)).toBe(5);
		expect(world.server.payloads("note").at(-1)).toEqual({ i: 99, text });
	});
});

describe("DurableStream: sending", () => {
	it("DS9 fills what an outage left in full batches, few at a time, slow attributes up to date with the first", async () => {
		const world = await offline();
		world.record("ecg", 9_900);
		world.record("hr", 40);
		await online(world);
		expect(world.server.batchSizes).toEqual(Array(CLIENT_LIMITS.durableWindow).fill(250));
		world.record("hr", 1);
		world.stream.flush();
		world.server.store();
		expect(world.server.payloads("hr")).toEqual(DurableWorld.values(0, 40));
		await world.clock.advance(0);
		// A live sample does not wait for the end of what is filled in.
		world.server.store();
		expect([world.server.payloads("hr").length, world.stream.pendingSamples]).toEqual([41, 5_941]);
		await world.drain();
		expect(world.server.payloads("ecg")).toEqual(DurableWorld.values(0, 9_900));
	});

	it("DS10 delays samples while the server asks for a pause, and loses none", async () => {
		const world = await DurableWorld.open();
		const configure = (load: "normal" | "critical"): void => {
			const config = backpressureConfig({ level: "none", load, memoryProtection: false, timestamp: 0 });
			world.network.socket.deliver(null, null, TOPIC, "backpressure_config", config);
		};
		configure("critical");
		world.record("hr", 100);
		await world.clock.advance(60_000);
		expect([world.server.batchSizes, world.stream.pendingSamples]).toEqual([[], 100]);
		configure("normal");
		await world.clock.advance(0);
		expect(world.server.batchSizes).toEqual([100]);
	});

	it("DS11 holds back while the network does not keep up, and goes on by itself", async () => {
		const world = await DurableWorld.open();
		world.network.socket.bufferedAmount = CLIENT_LIMITS.bufferedBytes;
		world.record("hr", 30);
		await world.clock.advance(20_000);
		expect(world.server.batchSizes).toEqual([]);
		world.network.socket.bufferedAmount = 0;
		await world.clock.advance(5_000);
		expect(world.server.batchSizes).toEqual([30]);
	});

	it("DS12 waits until all is stored when it closes, but not longer than 5 s, and leaves no timer", async () => {
		const world = await DurableWorld.open();
		const configure = (): void => {
			const config = backpressureConfig({
				...{ level: "none", load: "normal", memoryProtection: false, timestamp: 0 },
			});
			const payload = { ...config, ttl_ms: 90_000 };
			world.network.socket.deliver(null, null, TOPIC, "backpressure_config", payload);
		};
		configure();
		world.record("hr", 3);
		const closing = world.stream.close();
		configure();
		await world.clock.advance(4_000);
		world.server.store();
		await closing;
		expect([world.stream.storedSamples, world.stream.channel.state]).toEqual([3, "closed"]);
		await world.stream.open();
		world.record("hr", 3);
		const impatient = world.stream.close();
		await world.clock.advance(5_000);
		await impatient;
		await world.socket.close();
		expect([world.stream.pendingSamples, world.clock.pending]).toEqual([3, 0]);
	});
});

describe("DurableStream: a saved state", () => {
	it("DS13 refuses a state that it cannot read", async () => {
		const bad = [
			7,
			{},
			{ session: "", storedSeq: 0, batches: [], waiting: [] },
			{ session: "a", storedSeq: -1, batches: [], waiting: [] },
			{ session: "a", storedSeq: 0, batches: [], waiting: [{ attribute_id: "hr" }] },
			{ session: "a", storedSeq: 0, batches: [{}], waiting: [] },
			{ session: "a", storedSeq: 0, batches: {}, waiting: [] },
		];
		for (const state of bad) {
			const world = new DurableWorld({ storage: { load: () => state, save: () => undefined } });
			world.socket.connect();
			await expect(world.stream.open()).rejects.toMatchObject({ code: "invalid_payload" });
		}
	});

	it("DS14 sends nothing that is not saved, reports a save that failed and tries it again", async () => {
		let isBroken = true;
		const saves: unknown[] = [];
		const save = async (state: unknown): Promise<void> => {
			if (isBroken) throw new Error("disk full");
			saves.push(JSON.parse(JSON.stringify(state)));
		};
		const world = await DurableWorld.open({ storage: { load: () => undefined, save } });
		const problems: unknown[] = [];
		world.stream.onProblem((error) => problems.push((error.cause as Error).message));
		world.record("hr", 2);
		world.stream.flush();
		await world.clock.advance(500);
		expect([world.server.batchSizes, problems]).toEqual([[], ["disk full"]]);
		isBroken = false;
		await world.clock.advance(500);
		expect([world.server.batchSizes, problems]).toEqual([[2], ["disk full"]]);
		expect(saves).toEqual([
			{
				session: "run",
				storedSeq: 0,
				batches: [[expect.objectContaining({ payload: 0 }), expect.objectContaining({ payload: 1 })]],
				waiting: [],
			},
		]);
	});

	it("DS15 saves samples of an outage once a window", async () => {
		let saves = 0;
		const storage = { load: () => null, save: () => void saves++ };
		const world = await offline({ storage });
		world.record("hr", 3);
		await world.clock.advance(4_999);
		expect(saves).toBe(0);
		await world.clock.advance(1);
		expect(saves).toBe(1);
		await world.clock.advance(60_000);
		expect(saves).toBe(1);
	});
});
