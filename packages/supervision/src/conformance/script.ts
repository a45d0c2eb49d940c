/** What the workers of one id are to do wrong, counted down as they do it. */
export interface Faults {
	failStarts: number;
	hangStarts: number;
	hangStops: number;
	throwStops: number;
}

/** A crash of one child caused by another's stop or start, as happens while a group restarts. */
export interface Echo {
	readonly when: "start" | "stop";
	readonly of: string;
	readonly crashes: string;
}

/** The faults of a whole tree; the tree and its model have one each. */
export class Script {
	readonly #faults = new Map<string, Faults>();
	#echo: Echo | undefined;

	of(id: string): Faults {
		let faults = this.#faults.get(id);
		if (faults === undefined) {
			faults = { failStarts: 0, hangStarts: 0, hangStops: 0, throwStops: 0 };
			this.#faults.set(id, faults);
		}
		return faults;
	}

	/** Takes one fault of a kind. @returns whether there was one. */
	take(id: string, fault: keyof Faults): boolean {
		const faults = this.of(id);
		if (faults[fault] === 0) return false;
		faults[fault]--;
		return true;
	}

	/** Whether any start or stop is going to hang. */
	get hangs(): boolean {
		return [...this.#faults.values()].some((faults) => faults.hangStarts + faults.hangStops > 0);
	}

	setEcho(echo: Echo | undefined): void {
		this.#echo = echo;
	}

	/** Whom the start or stop of `id` crashes, once. */
	takeEcho(when: Echo["when"], id: string): string | undefined {
		const echo = this.#echo;
		if (echo?.when !== when || echo.of !== id) return undefined;
		this.#echo = undefined;
		return echo.crashes;
	}
}
