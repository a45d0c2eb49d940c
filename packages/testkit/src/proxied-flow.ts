import type { Socket } from "node:net";
import type { FlowFaults } from "./fault-plan.ts";
import type { SeededRng } from "./seeded-rng.ts";

/** Bytes held back at most; beyond them the sender is not read. */
const QUEUE_BYTES = 262_144;

/** How a flow may end its connection. */
export interface FlowEnds {
	/** Resets both sides. */
	reset(): void;
}

interface Held {
	readonly bytes: Buffer;
	readonly dueAt: number;
}

/**
 * Carries bytes from one socket to the other, with faults.
 *
 * Invariants:
 * 1. Without drop and duplicate, what arrives is a prefix of what was sent.
 * 2. At most {@link QUEUE_BYTES} and one chunk are held; a slow receiver is felt by the sender.
 */
export class ProxiedFlow {
	readonly #from: Socket;
	readonly #to: Socket;
	readonly #faults: FlowFaults;
	readonly #rng: SeededRng;
	readonly #ends: FlowEnds;
	readonly #queue: Held[] = [];
	#heldBytes = 0;
	#taken = 0;
	#carried = 0;
	#hasEnded = false;
	#isSilent = false;
	#isBlocked = false;
	#isHeld = false;
	#freeAt = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(from: Socket, to: Socket, faults: FlowFaults, rng: SeededRng, ends: FlowEnds) {
		this.#from = from;
		this.#to = to;
		this.#faults = faults;
		this.#rng = rng;
		this.#ends = ends;
		from.on("data", (chunk: Buffer) => this.#take(chunk));
		from.on("end", () => {
			this.#hasEnded = true;
			this.#pump();
		});
		to.on("drain", () => {
			this.#isBlocked = false;
			this.#pump();
		});
	}

	/** Bytes that were taken from the sender. */
	get taken(): number {
		return this.#taken;
	}

	/** Bytes that were handed on. */
	get carried(): number {
		return this.#carried;
	}

	/** Carries nothing until {@link release}; the sender meets backpressure. */
	hold(): void {
		this.#isHeld = true;
		this.#from.pause();
	}

	release(): void {
		if (!this.#isHeld) return;
		this.#isHeld = false;
		this.#from.resume();
		this.#pump();
	}

	/** Ends the flow's timer; its sockets belong to the connection. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#queue.length = 0;
		this.#isSilent = true;
	}

	#take(chunk: Buffer): void {
		this.#taken += chunk.length;
		const { delayMs = 0, dropChance = 0, duplicateChance = 0, jitterMs = 0 } = this.#faults;
		if (this.#isSilent || (dropChance > 0 && this.#rng.chance(dropChance))) return;
		const jitter = jitterMs > 0 ? this.#rng.next() * jitterMs : 0;
		const earliest = this.#queue.at(-1)?.dueAt ?? 0;
		const held = { bytes: chunk, dueAt: Math.max(earliest, performance.now() + delayMs + jitter) };
		const copies = duplicateChance > 0 && this.#rng.chance(duplicateChance) ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) this.#queue.push(held);
		this.#heldBytes += chunk.length * copies;
		if (this.#heldBytes > QUEUE_BYTES) this.#from.pause();
		this.#pump();
	}

	#pump(): void {
		clearTimeout(this.#timer);
		while (!this.#isHeld && !this.#isBlocked && !this.#isSilent) {
			const head = this.#queue[0];
			if (head === undefined) {
				if (this.#hasEnded) this.#to.end();
				return;
			}
			const wait = Math.max(head.dueAt, this.#freeAt) - performance.now();
			if (wait > 0) {
				this.#timer = setTimeout(() => this.#pump(), Math.ceil(wait));
				return;
			}
			this.#hand(head);
			if (this.#faults.pieceBytes !== undefined) {
				this.#timer = setTimeout(() => this.#pump(), 0);
				return;
			}
		}
	}

	#hand(head: Held): void {
		const { bytesPerSecond, pieceBytes = Number.POSITIVE_INFINITY } = this.#faults;
		// A slow flow moves in steps of about 50 ms.
		const step = bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : Math.ceil(bytesPerSecond / 20);
		const size = Math.min(head.bytes.length, pieceBytes, step, this.#left());
		if (size > 0) this.#isBlocked = !this.#to.write(head.bytes.subarray(0, size));
		this.#carried += size;
		this.#heldBytes -= size;
		if (bytesPerSecond !== undefined) this.#freeAt = performance.now() + (size * 1_000) / bytesPerSecond;
		if (size === head.bytes.length) this.#queue.shift();
		else this.#queue[0] = { bytes: head.bytes.subarray(size), dueAt: head.dueAt };
		if (this.#left() === 0) this.#reachedLimit();
		else if (this.#heldBytes <= QUEUE_BYTES / 2 && !this.#isHeld) this.#from.resume();
	}

	/** Bytes until the first fault that is due at a number of bytes. */
	#left(): number {
		const { cutAfterBytes, resetAfterBytes, silentAfterBytes } = this.#faults;
		const limits = [cutAfterBytes, resetAfterBytes, silentAfterBytes].filter((each) => each !== undefined);
		return Math.min(...limits) - this.#carried;
	}

	#reachedLimit(): void {
		const { cutAfterBytes, resetAfterBytes } = this.#faults;
		this.stop();
		if (resetAfterBytes === this.#carried) this.#ends.reset();
		else if (cutAfterBytes === this.#carried) this.#to.end();
		this.#from.resume(); // What still comes is swallowed.
	}
}
