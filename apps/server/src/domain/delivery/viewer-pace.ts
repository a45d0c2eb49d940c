/** Shortest time between two frames of a viewer that keeps up, in ms: a screen shows no more. */
export const SHORTEST_INTERVAL_MS = 33;

/** Longest time between two frames of a viewer that does not keep up, in ms. */
export const LONGEST_INTERVAL_MS = 1_000;

/** How often {@link ViewerPace.step} is to be called, in ms. */
export const PACE_STEP_MS = 100;

/** A viewer that acknowledges nothing for this long is served nothing but snapshots, in ms. */
export const SILENCE_MS = 3_000;

/** Delay above a viewer's usual one that is taken for a queue, in ms. */
const QUEUE_MS = 50;

/** A queue that stands this long makes the interval longer, in ms. */
const STANDING_MS = 100;

/** How much longer the interval then gets. */
const SLOWER = 1.4;

/** How much shorter the interval gets with each step once nothing has queued for {@link CALM_MS}. */
const FASTER = 0.9;

/** Time without a queue before the interval gets shorter, in ms. */
const CALM_MS = 1_000;

/** A viewer that comes back after a stall begins with at least this interval, in ms. */
const RESUMING_MS = 250;

/** Span over which a viewer's usual delay is the least one seen, in parts of {@link PART_MS}. */
const PARTS = 6;
const PART_MS = 5_000;

/** Frames whose time of sending is remembered; a power of two. */
const FRAMES = 256;

/**
 * How fast one viewer is sent frames, by how long its acknowledgements take (delay-based control after CoDel).
 *
 * Invariants:
 * 1. The delay counts from sending a frame to its acknowledgement, without the time that the viewer held the
 *    acknowledgement back on purpose; the queue is the delay above the least one of the last 30 s.
 * 2. A queue of more than 50 ms that stands for 100 ms makes the interval 1.4 × as long; while it stands the next
 *    cut comes 100/√n ms later at the earliest, and each with an acknowledgement of its own.
 * 3. After a second without a queue (so with fewer than two frames waiting) each step makes it a tenth shorter: from
 *    the longest to the shortest takes less than 5 s.
 * 4. A viewer that never acknowledges anything is not slowed.
 *
 * Times are monotonic, in ms. State is allocated with the first acknowledgement.
 */
export class ViewerPace {
	#intervalMs = SHORTEST_INTERVAL_MS;
	#acked = 0;
	/** When each of the last frames was sent, by its number; NaN for those that say nothing. */
	#times: Float64Array | null = null;
	/** Least delay of each part of the span; the newest stands at `#part % PARTS`. */
	#least: Float64Array | null = null;
	#part = 0;
	/** Since when something is unacknowledged and nothing was acknowledged; null when all is. */
	#waitingSince: number | null = null;
	#queuedSince: number | null = null;
	#calmSince: number | null = null;
	#cuts = 0;
	#cutAt = 0;

	/** Time between two frames in ms. */
	get intervalMs(): number {
		return this.#intervalMs;
	}

	/** A frame was handed to the socket; need not be told before the first acknowledgement. */
	sent(seq: number, at: number): void {
		if (this.#times === null) return;
		this.#times[seq % FRAMES] = at;
		this.#waitingSince ??= at;
	}

	/**
	 * A frame was acknowledged.
	 *
	 * @param newest number of the last frame that was sent.
	 * @param heldMs how long the viewer held the acknowledgement back after painting.
	 * @returns the delay in ms, or null when the acknowledgement says nothing new.
	 */
	acked(seq: number, newest: number, at: number, heldMs: number): number | null {
		if (seq <= this.#acked || seq > newest) return null;
		this.#acked = seq;
		this.#waitingSince = seq === newest ? null : at;
		this.#times ??= new Float64Array(FRAMES).fill(Number.NaN);
		const sentAt = newest - seq < FRAMES ? this.#times[seq % FRAMES]! : Number.NaN;
		if (Number.isNaN(sentAt)) return null;
		const delay = Math.max(0, at - sentAt - heldMs);
		this.#judge(delay - this.#usual(delay, at), at);
		return delay;
	}

	/** Makes the interval shorter while nothing queues; to be called every {@link PACE_STEP_MS}. */
	step(at: number): void {
		if (this.#waitingSince !== null && at - this.#waitingSince > CALM_MS) this.#calmSince = null;
		if (this.#calmSince === null || at - this.#calmSince < CALM_MS) return;
		this.#intervalMs = Math.max(SHORTEST_INTERVAL_MS, this.#intervalMs * FASTER);
	}

	/** Whether a viewer that used to acknowledge has fallen silent. */
	isSilent(at: number): boolean {
		return this.#waitingSince !== null && at - this.#waitingSince >= SILENCE_MS;
	}

	/** The viewer is served again after a stall, slowly at first. */
	restart(at: number): void {
		this.forget(at);
		this.#intervalMs = Math.max(this.#intervalMs, RESUMING_MS);
	}

	/** What was sent before says nothing about the connection now, as when a hidden page is shown again. */
	forget(at: number): void {
		this.#times?.fill(Number.NaN);
		this.#waitingSince = null;
		this.#queuedSince = null;
		this.#calmSince = at;
		this.#cuts = 0;
	}

	#judge(queueMs: number, at: number): void {
		if (queueMs <= QUEUE_MS) {
			this.#queuedSince = null;
			this.#cuts = 0;
			this.#calmSince ??= at;
			return;
		}
		this.#calmSince = null;
		this.#queuedSince ??= at;
		if (at - this.#queuedSince < STANDING_MS) return;
		if (this.#cuts > 0 && at - this.#cutAt < STANDING_MS / Math.sqrt(this.#cuts)) return;
		this.#cuts++;
		this.#cutAt = at;
		this.#intervalMs = Math.min(LONGEST_INTERVAL_MS, this.#intervalMs * SLOWER);
	}

	/** The least delay of the last 30 s, with this one. */
	#usual(delay: number, at: number): number {
		this.#least ??= new Float64Array(PARTS).fill(Number.POSITIVE_INFINITY);
		const part = Math.floor(at / PART_MS);
		for (let k = Math.max(this.#part + 1, part - PARTS + 1); k <= part; k++) {
			this.#least[k % PARTS] = Number.POSITIVE_INFINITY;
		}
		this.#part = part;
		const slot = part % PARTS;
		this.#least[slot] = Math.min(this.#least[slot]!, delay);
		return Math.min(...this.#least);
	}
}
