import type { BackpressureConfig } from "@sensocto/protocol";
import type { Release, Scope } from "@sensocto/supervision";

/** A change of the window below this share goes untold. */
const TOLD_CHANGE = 0.25;

/** A device learns of a worse configuration at most this often, in ms. */
const WORSEN_INTERVAL_MS = 2_000;

/** Spread of what concerns one device alone, and of what concerns all of them at once, in ms. */
const OWN_SPREAD_MS = 250;
const COMMON_SPREAD_MS = 500;

/**
 * A pause because nobody looks any more begins this much later, in ms: what a device leaves out is lost, and a page that is
 * loaded again is back by then.
 */
const PAUSE_GRACE_MS = 3_000;

/** Delays are multiples of this, in ms: the devices of one gateway that wait equally long are told with one write. */
const SPREAD_STEP_MS = 25;

/** An improvement that comes to all devices at once leaves within this time, in ms. */
const IMPROVE_SPREAD_MS = 100;

/** How long a configuration holds, in ms; it is repeated when half of that is over. */
export const CONFIG_TTL_MS = 600_000;

/** What decides whether a configuration is told: the rest of it follows from these. */
export type Pace = Readonly<
	Pick<BackpressureConfig, "attention_level" | "paused" | "recommended_batch_window">
>;

/** What a {@link ConfigPusher} works with. */
export interface ConfigPusherContext {
	/** The pace that holds now; asked for often, so equal ones are best the same object. */
	pace(): Pace;
	/** The configuration that holds now; `epoch` goes into it. */
	config(epoch: number): BackpressureConfig;
	/** Sends a configuration to the sensor's devices. */
	send(config: BackpressureConfig): void;
	/** Uniform numbers in 0..1. */
	random(): number;
}

/**
 * Tells the devices of one sensor their configuration, with discipline.
 *
 * Invariants:
 * 1. An improvement (a shorter window, the end of a pause) leaves at once, or within 100 ms when it comes to every device
 *    of the node; it takes the place of whatever was planned.
 * 2. A worsening leaves at most once in 2 s, and spread over time so that a step of the load is not told to all devices
 *    in the same moment. When its time has come the configuration of then is told.
 * 3. A window that differs by no more than a quarter is not told. A pause since nobody looks any more is told 3 s later.
 * 4. A configuration better than the fallback is repeated before it expires.
 * 5. A whole configuration is made only to be told; of one that nobody attends to, nothing but its pace is kept, and no
 *    timer.
 */
export class ConfigPusher {
	readonly #scope: Scope;
	readonly #context: ConfigPusherContext;
	#told: Pace;
	#epoch = 0;
	/** Monotonic time of the last worsening in ms; null before the first. */
	#worsenedAt: number | null = null;
	#planned: Release | null = null;
	/** Whether what is planned is an improvement. */
	#improving = false;
	#repeat: Release | null = null;

	constructor(scope: Scope, context: ConfigPusherContext) {
		this.#scope = scope;
		this.#context = context;
		this.#told = context.pace();
	}

	/** The configuration of now, for a device that has just come. */
	get present(): BackpressureConfig {
		return this.#context.config(this.#epoch);
	}

	/** The pace that was told last. */
	get told(): Pace {
		return this.#told;
	}

	/** Tells the configuration of now, whatever was told before. */
	push(): void {
		this.#cancel();
		this.#epoch++;
		this.#told = this.#context.pace();
		this.#context.send(this.#context.config(this.#epoch));
		this.#planRepeat();
	}

	/**
	 * What the configuration follows from may have changed.
	 *
	 * @param common it has for many devices in this moment, as by a step of the load.
	 */
	changed(common: boolean): void {
		const now = this.#context.pace();
		if (now === this.#told || !differs(this.#told, now)) return this.#cancel();
		const improves = isBetter(now, this.#told);
		// What is planned tells the configuration of its own moment; only an improvement cannot wait for it.
		if (this.#planned !== null && (!improves || this.#improving)) return;
		this.#cancel();
		this.#improving = improves;
		if (improves && !common) return this.push();
		const delayMs = improves
			? this.#spread(IMPROVE_SPREAD_MS)
			: this.#heldBackMs(now.paused && !common) + this.#spread(common ? COMMON_SPREAD_MS : OWN_SPREAD_MS);
		this.#planned = this.#scope.after(delayMs, () => this.#due());
	}

	/** A random delay of at most so many ms. */
	#spread(mostMs: number): number {
		return Math.floor((this.#context.random() * mostMs) / SPREAD_STEP_MS) * SPREAD_STEP_MS;
	}

	#due(): void {
		this.#planned = null;
		const now = this.#context.pace();
		if (!differs(this.#told, now)) return;
		if (!isBetter(now, this.#told)) this.#worsenedAt = this.#scope.clock.monotonic();
		this.push();
	}

	/** How long the next worsening has to wait for the last one, or for somebody to come back. */
	#heldBackMs(isOwnPause: boolean): number {
		const least = isOwnPause ? PAUSE_GRACE_MS : 0;
		if (this.#worsenedAt === null) return least;
		return Math.max(least, this.#worsenedAt + WORSEN_INTERVAL_MS - this.#scope.clock.monotonic());
	}

	#cancel(): void {
		this.#planned?.();
		this.#planned = null;
	}

	#planRepeat(): void {
		this.#repeat?.();
		this.#repeat = null;
		if (this.#told.attention_level === "none") return;
		const waitMs = (CONFIG_TTL_MS / 2) * (0.9 + 0.1 * this.#context.random());
		this.#repeat = this.#scope.after(waitMs, () => this.push());
	}
}

function isBetter(a: Pace, b: Pace): boolean {
	if (a.paused !== b.paused) return b.paused;
	return a.recommended_batch_window < b.recommended_batch_window;
}

function differs(a: Pace, b: Pace): boolean {
	const change = Math.abs(b.recommended_batch_window / a.recommended_batch_window - 1);
	return a.paused !== b.paused || a.attention_level !== b.attention_level || change > TOLD_CHANGE;
}
