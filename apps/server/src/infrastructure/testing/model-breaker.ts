interface Outcome {
	readonly at: number;
	readonly failed: boolean;
}

/**
 * The rules of the circuit breaker said plainly, for calls one after another: it keeps everything that ever happened and
 * works its state out anew each time.
 */
export class ModelBreaker {
	readonly #random: number;
	#outcomes: Outcome[] = [];
	#openings: number[] = [];
	#probes = 0;

	/** @param random the number that spreads every open time, 0..1. */
	constructor(random: number) {
		this.#random = random;
	}

	/** What a call at this time comes to, by the name of its result. */
	call(failed: boolean, at: number): "answer" | "Broken" | "Refused" {
		const state = this.state(at);
		if (state === "open") return "Refused";
		if (state === "closed") this.#outcomes.push({ at, failed });
		if (state === "closed" && failed && this.#fails(at)) this.#openings = [at];
		if (state === "half-open") this.#probe(failed, at);
		return failed ? "Broken" : "answer";
	}

	state(at: number): "closed" | "open" | "half-open" {
		const opened = this.#openings.at(-1);
		if (opened === undefined) return "closed";
		const openMs = [30_000, 60_000, 120_000, 240_000][this.#openings.length - 1] ?? 300_000;
		return at < opened + openMs * (0.8 + 0.4 * this.#random) ? "open" : "half-open";
	}

	#probe(failed: boolean, at: number): void {
		this.#probes = failed ? 0 : this.#probes + 1;
		if (failed) this.#openings.push(at);
		if (this.#probes < 3) return;
		this.#probes = 0;
		this.#openings = [];
		this.#outcomes = [];
	}

	#fails(now: number): boolean {
		const lastFive = this.#outcomes.slice(-5);
		if (lastFive.length === 5 && lastFive.every(({ failed }) => failed)) return true;
		const recent = this.#outcomes.slice(-20).filter(({ at }) => now - at < 30_000);
		return recent.length >= 5 && recent.filter(({ failed }) => failed).length / recent.length >= 0.5;
	}
}
