import type { SeededRng } from "@sensocto/testkit";
import { type HostileFrame, hostileFrame, type Version } from "./hostile-frame.ts";
import { HOSTILE_SENSORS } from "./hostile-message.ts";
import { WireSocket } from "./wire-socket.ts";

/** Longest wait for the server's answer to a frame, in ms; only failures reach it. */
const PATIENCE_MS = 10_000;

/** Failures a lane keeps; it goes on without telling more. */
const FAILURES = 3;

/** What became of a socket: closed with a code or without one, heard on, or neither in time. */
type Fate = number | null | "alive" | "silence";

/** One hostile client: frame after frame, on a new socket whenever the server has closed the one before. */
export class FuzzLane {
	readonly failures: string[] = [];
	/** Sockets the server closed, by code. */
	readonly closed = new Map<Fate, number>();
	sent = 0;
	readonly #port: number;
	readonly #version: Version;
	readonly #token: string | null;
	readonly #rng: SeededRng;
	#socket: WireSocket | undefined;
	#marker = "";
	#heard: (fate: Fate) => void = () => {};

	/** @param token with it the lane is authenticated and joins channels first; null for an anonymous one. */
	constructor(port: number, version: Version, token: string | null, rng: SeededRng) {
		this.#port = port;
		this.#version = version;
		this.#token = token;
		this.#rng = rng;
	}

	/** Sends frames, each followed by a heartbeat that tells whether the socket is still heard. */
	async run(count: number): Promise<void> {
		for (let k = 0; k < count; k++) {
			const frame = hostileFrame(this.#rng, this.#version);
			this.#socket ??= await this.#open();
			const outcome = await this.#probe(frame);
			this.sent++;
			if (outcome !== "alive") {
				this.closed.set(outcome, (this.closed.get(outcome) ?? 0) + 1);
				this.#socket = undefined;
			}
			const expected = frame.close ?? "alive";
			if (outcome !== expected) this.#failed(frame, outcome, expected);
		}
		await this.#socket?.close();
	}

	async #open(): Promise<WireSocket> {
		const query = this.#version === 2 ? "vsn=2.0.0" : "vsn=1.0.0";
		const token = this.#token === null ? "" : `&token=${encodeURIComponent(this.#token)}`;
		const socket = await WireSocket.open(this.#port, query + token, {
			frame: ({ payload }) => {
				if (this.#marker !== "" && payload.includes(this.#marker)) this.#heard("alive");
			},
			ended: ({ code }) => {
				if (this.#socket === socket) this.#heard(code);
			},
		});
		for (const topic of [`sensor:${this.#rng.pick(HOSTILE_SENSORS)}`, "viewer:fuzz"])
			socket.sendText(this.#text(topic, "phx_join", "1"));
		return socket;
	}

	#probe(frame: HostileFrame): Promise<Fate> {
		this.#marker = `"hb-${this.sent}"`;
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve("silence"), PATIENCE_MS);
			this.#heard = (outcome) => {
				// What came in together with a wrong frame may still be answered; the end follows.
				if (outcome === "alive" && frame.close !== null) return;
				clearTimeout(timer);
				this.#marker = "";
				resolve(outcome);
			};
			this.#socket!.send(frame.bytes);
			this.#socket!.sendText(this.#text("phoenix", "heartbeat", `hb-${this.sent}`));
		});
	}

	#text(topic: string, event: string, ref: string): string {
		return this.#version === 2
			? JSON.stringify(["1", ref, topic, event, {}])
			: JSON.stringify({ topic, event, payload: {}, ref });
	}

	#failed({ bytes, what }: HostileFrame, outcome: Fate, expected: Fate): void {
		const start = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
		const text = `V${this.#version} frame ${this.sent} (${what}): ${outcome} instead of ${expected}: ${JSON.stringify(start)}`;
		if (this.failures.length < FAILURES) this.failures.push(text);
	}
}
