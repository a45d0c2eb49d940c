import type { Absences, Stretch } from "../../storage/history/gap-reasons.ts";

/** Stretches of each kind kept of one sensor; the oldest are forgotten first. */
const MOST = 64;

/**
 * When the devices of one sensor were asked to send nothing, and when none of them was there.
 *
 * What it was asked holds for the device that comes back too; meanwhile nobody is asked anything.
 */
export class DevicePauses {
	#isOn = false;
	#endedAt = Number.NEGATIVE_INFINITY;
	/** Since when devices that are there are asked to send nothing; null while none are. */
	#pausedAt: number | null = null;
	#goneAt: number | null = null;
	readonly #paused: Stretch[] = [];
	readonly #offline: Stretch[] = [];

	/** The devices are told whether to pause. @param at server time in ms. */
	told(paused: boolean, at: number): void {
		if (paused === this.#isOn) return;
		this.#isOn = paused;
		if (paused && this.#goneAt === null) this.#pausedAt = at;
		if (!paused) {
			this.#endedAt = at;
			this.#endPause(at);
		}
	}

	/** The last device left. @param at server time in ms. */
	gone(at: number): void {
		this.#goneAt ??= at;
		this.#endPause(at);
	}

	/**
	 * A device is there again.
	 *
	 * @param at server time in ms.
	 * @returns whether it is to send nothing.
	 */
	back(at: number): boolean {
		if (this.#goneAt !== null) {
			keep(this.#offline, this.#goneAt, at);
			this.#goneAt = null;
			if (this.#isOn) this.#pausedAt = at;
		}
		return this.#isOn;
	}

	/** Whether they were to send nothing at any moment since a server time in ms. */
	since(at: number): boolean {
		return this.#isOn || this.#endedAt >= at;
	}

	/** What memory knows of why samples may be missing. */
	get absences(): Absences {
		const running = this.#pausedAt === null ? [] : [{ from: this.#pausedAt, to: Number.POSITIVE_INFINITY }];
		return { down: [], offline: this.#offline, paused: [...this.#paused, ...running] };
	}

	#endPause(at: number): void {
		if (this.#pausedAt !== null) keep(this.#paused, this.#pausedAt, at);
		this.#pausedAt = null;
	}
}

function keep(stretches: Stretch[], from: number, to: number): void {
	stretches.push({ from, to });
	if (stretches.length > MOST) stretches.shift();
}
