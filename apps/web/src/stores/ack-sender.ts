/** Time between two acknowledgements, in milliseconds. */
const EVERY_MS = 250;

/** What the acknowledgements need of the page. */
export interface AckSenderOptions {
	/** Monotonic time, milliseconds. */
	now(): number;
	/** Calls back once the page has been painted. */
	afterPaint(callback: () => void): void;
	setTimeout(callback: () => void, ms: number): unknown;
	/** Tells the server; see the session's `ack`. */
	send(seq: number, paintLagMs: number, heldMs: number): void;
}

/**
 * Tells the server four times a second which frame was painted last, and how long that took.
 *
 * 1. One paint is awaited at a time, for the newest frame there is.
 * 2. The first acknowledgement after a pause goes out at once; later ones are gathered, and say how long for.
 */
export class AckSender {
	readonly #options: AckSenderOptions;
	#arrived: { seq: number; at: number } | undefined;
	#painted: { seq: number; arrivedAt: number; lagMs: number } | undefined;
	#sentAt = Number.NEGATIVE_INFINITY;
	#gathering = false;

	constructor(options: AckSenderOptions) {
		this.#options = options;
	}

	/** A frame has come. */
	arrived(seq: number): void {
		const isAwaited = this.#arrived !== undefined;
		this.#arrived = { seq, at: this.#options.now() };
		if (!isAwaited) this.#options.afterPaint(() => this.#paint());
	}

	#paint(): void {
		const arrived = this.#arrived;
		this.#arrived = undefined;
		if (arrived === undefined) return;
		const now = this.#options.now();
		this.#painted = { seq: arrived.seq, arrivedAt: arrived.at, lagMs: now - arrived.at };
		if (this.#gathering) return;
		const waitMs = this.#sentAt + EVERY_MS - now;
		if (waitMs <= 0) return this.#send();
		this.#gathering = true;
		this.#options.setTimeout(() => {
			this.#gathering = false;
			this.#send();
		}, waitMs);
	}

	#send(): void {
		const painted = this.#painted;
		this.#painted = undefined;
		if (painted === undefined) return;
		this.#sentAt = this.#options.now();
		const heldMs = this.#sentAt - painted.arrivedAt;
		this.#options.send(painted.seq, Math.round(painted.lagMs), Math.round(heldMs));
	}
}
