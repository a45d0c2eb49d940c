import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { decodeStreamFrame } from "@sensocto/protocol";
import { COUNTING, type PreparedMessage } from "./load-plan.ts";
import { TIME_DIGITS } from "./message-body.ts";

const MARKER = '"timestamp":';
const EPOCH = /"epoch":(\d{13})/;
const TEXT = 1;
const BINARY = 2;

/** One connection of a load plan, for the load generator that runs on Node. */
export class PlanConnection {
	readonly messages: PreparedMessage[] = [];
	readonly counting: number;
	readonly #socket: Socket;
	readonly #delivered: (sentMs: number) => void;
	#pending: Buffer = Buffer.alloc(0);
	#waited = 0;
	#counts = false;
	#epoch = 0;
	#next = 0;

	/** @param delivered called with the time of sending of each delivery. */
	constructor(port: number, counting: number, delivered: (sentMs: number) => void) {
		this.counting = counting;
		this.#delivered = delivered;
		this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
		this.#socket.on("data", (chunk) => {
			this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
			if (this.#counts) this.#count();
		});
	}

	send(bytes: Buffer): void {
		this.#socket.write(bytes);
	}

	/** Waits until the text has come, behind the one that was waited for before. */
	async waitFor(text: Buffer): Promise<void> {
		for (;;) {
			const found = this.#pending.indexOf(text, this.#waited);
			if (found >= 0) {
				this.#waited = found + text.length;
				return;
			}
			await once(this.#socket, "data");
		}
	}

	dropWaited(): void {
		this.#pending = this.#pending.subarray(this.#waited);
		this.#waited = 0;
	}

	/** Setting up is over: deliveries count from now on. */
	start(): void {
		this.#counts = true;
		this.#count();
	}

	publish(): void {
		const message = this.messages[this.#next]!;
		this.#next = (this.#next + 1) % this.messages.length;
		const { maskAt, stampAt } = message;
		const bytes = Buffer.from(message.bytes);
		bytes.write(String(Date.now()), stampAt, "latin1");
		for (let k = 0; maskAt >= 0 && k < TIME_DIGITS.length; k++) {
			bytes[stampAt + k]! ^= bytes[maskAt + ((stampAt - maskAt + k) & 3)]!;
		}
		this.#socket.write(bytes);
	}

	destroy(): void {
		this.#socket.destroy();
	}

	#count(): void {
		if (this.counting === COUNTING.marker) this.#countMarkers();
		else if (this.counting === COUNTING.streams) while (this.#readFrame());
		else this.#pending = Buffer.alloc(0);
	}

	#countMarkers(): void {
		const bytes = this.#pending;
		const whole = MARKER.length + TIME_DIGITS.length;
		let from = 0;
		for (;;) {
			const at = bytes.indexOf(MARKER, from);
			if (at < 0 || at + whole > bytes.length) {
				const rest = at < 0 ? Math.max(from, bytes.length - MARKER.length + 1) : at;
				this.#pending = Buffer.from(bytes.subarray(rest));
				return;
			}
			this.#delivered(Number(bytes.toString("latin1", at + MARKER.length, at + whole)));
			from = at + whole;
		}
	}

	/** Takes one whole WebSocket frame off the pending bytes; false when there is none. */
	#readFrame(): boolean {
		const bytes = this.#pending;
		const short = bytes.length < 2 ? 0 : bytes[1]! & 0x7f;
		const head = short < 126 ? 2 : short === 126 ? 4 : 10;
		if (bytes.length < head) return false;
		const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
		if (bytes.length < head + length) return false;
		const body = bytes.subarray(head, head + length);
		this.#pending = bytes.subarray(head + length);
		const opcode = bytes[0]! & 0x0f;
		if (opcode === TEXT) this.#epoch = Number(EPOCH.exec(body.toString("latin1"))?.[1] ?? this.#epoch);
		else if (opcode === BINARY) this.#readSamples(body.subarray(3 + body[1]! + body[2]!));
		return true;
	}

	#readSamples(frame: Buffer): void {
		const { blocks, seed } = decodeStreamFrame(frame, this.#epoch, () => 1);
		if (seed) return;
		for (const { times } of blocks) for (const time of times) this.#delivered(time);
	}
}
