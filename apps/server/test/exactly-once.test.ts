import { withSeed } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Observer } from "./harness/observer.ts";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

const SAMPLES_PER_BATCH = 10;
const T0 = 1_700_000_000_000;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

/** The samples of a numbered batch: every value occurs once in a session. */
function samples(seq: number): unknown[] {
	return Array.from({ length: SAMPLES_PER_BATCH }, (_, i) => {
		const payload = seq * SAMPLES_PER_BATCH + i;
		return { attribute_id: "steps", payload, timestamp: T0 + payload };
	});
}

/** Values of the first `batches` batches. */
const values = (batches: number): number[] =>
	Array.from({ length: batches * SAMPLES_PER_BATCH }, (_, i) => SAMPLES_PER_BATCH + i);

/** A device with a session: its socket and the number its join was answered with. */
async function join(
	sensor: string,
	session = "run-1",
): Promise<{ socket: RawSocket; lastSeq: unknown; topic: string }> {
	const socket = await RawSocket.open(server.socketUrl());
	const topic = `sensor:${sensor}`;
	const answer = await socket.ask({ topic, event: "phx_join", payload: { session }, ref: "join" });
	const { ok } = outcome(answer) as { ok: { last_seq: unknown } };
	return { socket, lastSeq: ok.last_seq, topic };
}

let refs = 0;
const batch = (topic: string, payload: unknown) => ({
	topic,
	event: "measurements_batch",
	payload,
	ref: `b${refs++}`,
});

const numbered = (topic: string, seq: number) => batch(topic, { seq, measurements: samples(seq) });

describe("a sensor joined with a session", () => {
	it("E1 starts at last_seq 0, and a batch is acknowledged when it is stored", async () => {
		const { socket, lastSeq, topic } = await join("e1");
		expect(lastSeq).toBe(0);
		expect(outcome(await socket.ask(numbered(topic, 1)))).toEqual({ ok: { seq: 1 } });
		expect((await server.history("e1", "steps"))!.v).toEqual(values(1));
		await socket.close();
	});

	it("E2 acknowledges a number it has stored again without storing it twice", async () => {
		const { socket, topic } = await join("e2");
		socket.send(numbered(topic, 1));
		const answers = await Promise.all([1, 2, 1, 2].map((seq) => socket.ask(numbered(topic, seq))));
		expect(answers.map(outcome)).toEqual([1, 2, 1, 2].map((seq) => ({ ok: { seq } })));
		expect((await server.history("e2", "steps"))!.v).toEqual(values(2));
		await socket.close();
	});

	it("E3 tells the last stored number at the next join, each session its own", async () => {
		const { socket, topic } = await join("e3");
		for (const seq of [1, 2, 3]) await socket.ask(numbered(topic, seq));
		socket.ws.terminate();
		const again = await join("e3");
		expect(again.lastSeq).toBe(3);
		const other = await join("e3", "run-2");
		expect(other.lastSeq).toBe(0);
		await Promise.all([again.socket.close(), other.socket.close()]);
	});

	it("E4 refuses a batch with a bad element whole and does not count its number", async () => {
		const { socket, topic } = await join("e4");
		const bad = batch(topic, {
			seq: 1,
			measurements: [...samples(1), { attribute_id: "bad id!", payload: 1, timestamp: 1 }],
		});
		expect(outcome(await socket.ask(bad))).toEqual({ error: { reason: "invalid_batch", failed_count: 1 } });
		expect(outcome(await socket.ask(numbered(topic, 1)))).toEqual({ ok: { seq: 1 } });
		expect((await server.history("e4", "steps"))!.v).toEqual(values(1));
		await socket.close();
	});

	it("E5 refuses numbers that are none, and numbered batches without a session", async () => {
		const { socket, topic } = await join("e5");
		for (const seq of [0, -1, 1.5, "1", null, undefined]) {
			const answer = await socket.ask(batch(topic, { seq, measurements: samples(1) }));
			expect(outcome(answer)).toMatchObject({ error: { reason: "invalid_payload" } });
		}
		await socket.ask({ topic: "sensor:e5-plain", event: "phx_join", ref: "plain" });
		const answer = await socket.ask(numbered("sensor:e5-plain", 1));
		expect(outcome(answer)).toMatchObject({ error: { reason: "invalid_payload" } });
		expect((await server.sensor("e5-plain"))!.attributes).toEqual([]);
		await socket.close();
	});

	it("E6 stores and shows every sample once when the connection is lost again and again", () =>
		withSeed(async (rng) => {
			const total = 40;
			const observer = await Observer.open(server.url, "e6-view", ["e6"]);
			for (;;) {
				const { socket, lastSeq, topic } = await join("e6");
				const next = (lastSeq as number) + 1;
				const burst = Array.from({ length: rng.int(1, 6) }, (_, i) => numbered(topic, next + i));
				for (const message of burst.slice(0, total + 1 - next)) socket.send(message);
				// Either everything is acknowledged, or the connection is lost before that can be known.
				const wanted = rng.chance(0.5) && next + burst.length <= total ? burst.at(-1)!.ref : `h${refs}`;
				if (wanted.startsWith("h")) socket.send({ topic: "phoenix", event: "heartbeat", ref: wanted });
				if (rng.chance(0.8)) await socket.reply(wanted);
				socket.ws.terminate();
				if (next > total) break;
			}
			expect((await server.history("e6", "steps"))!.v).toEqual(values(total));
			const seen = await observer.until("e6", "steps", total * SAMPLES_PER_BATCH);
			expect(seen.map(({ value }) => value)).toEqual(values(total));
			await observer.close();
		}));
});
