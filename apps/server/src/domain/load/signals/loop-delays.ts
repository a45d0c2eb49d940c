import { availableParallelism } from "node:os";
import type { Clock, Scope } from "@sensocto/supervision";
import type { LoopDelay } from "../../../bio/wires.ts";
import { CoreWait } from "./core-wait.ts";

/** Delays kept between two readings; more come only when readings do not. */
const DELAYS = 1_000;

/** A process that uses more than this share of the cores is itself what it waits for. */
const OWN_DOING = 0.5;

/** What {@link LoopDelays} measures with. */
export interface LoopDelaySources {
	/** How long the process waited for a core since the last call, in ms. */
	readonly waitedMs: () => number;
	/** Processor time of all threads of the process so far, in ms. */
	readonly usedMs: () => number;
	readonly cores: number;
}

/** How late the event loop came to what was due, and how late it would have come with a core of its own. */
export class LoopDelays {
	readonly #clock: Clock;
	readonly #sources: LoopDelaySources;
	#delays: LoopDelay[] = [];
	#since: number;
	#usedMs: number;

	constructor(scope: Pick<Scope, "clock" | "defer">, sources: LoopDelaySources = ownSources(scope)) {
		this.#clock = scope.clock;
		this.#sources = sources;
		this.#since = scope.clock.monotonic();
		this.#usedMs = sources.usedMs();
	}

	/** Takes the delay of a probe, in ms. */
	probe(delayMs: number): void {
		const ownMs = Math.max(0, delayMs - this.#sources.waitedMs());
		if (this.#delays.length < DELAYS) this.#delays.push({ ms: delayMs, ownMs });
	}

	/** The delays since the last call. */
	take(): readonly LoopDelay[] {
		const delays = this.#delays;
		this.#delays = [];
		const [now, usedMs] = [this.#clock.monotonic(), this.#sources.usedMs()];
		const own = usedMs - this.#usedMs > OWN_DOING * this.#sources.cores * (now - this.#since);
		this.#since = now;
		this.#usedMs = usedMs;
		return own ? delays.map(({ ms }) => ({ ms, ownMs: ms })) : delays;
	}
}

function ownSources(scope: Pick<Scope, "defer">): LoopDelaySources {
	const wait = new CoreWait();
	wait.start(scope);
	const usedMs = (): number => {
		const { system, user } = process.cpuUsage();
		return (system + user) / 1_000;
	};
	return { waitedMs: () => wait.takeMs(), usedMs, cores: availableParallelism() };
}
