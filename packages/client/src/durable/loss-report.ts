import type { ErrorCode, Measurement } from "@sensocto/protocol";
import type { ClientClock } from "../client-clock.ts";
import { CLIENT_LIMITS } from "../client-limits.ts";

/** Samples of one attribute that will never reach the server. */
export interface LostSamples {
	attributeId: string;
	samples: number;
	/** Device time of the first and the last of them, ms since the epoch. */
	fromMs: number;
	toMs: number;
	/** `buffer_full`, or why the server refused them. */
	reason: ErrorCode;
}

/** Gathers losses, so that a device which is offline for an hour is told once a second and not at every sample. */
export class LossReport {
	readonly #clock: ClientClock;
	readonly #report: (lost: readonly LostSamples[]) => void;
	readonly #losses = new Map<string, LostSamples>();
	#timer: unknown;

	constructor(clock: ClientClock, report: (lost: readonly LostSamples[]) => void) {
		this.#clock = clock;
		this.#report = report;
	}

	add({ attribute_id: attributeId, timestamp }: Measurement, reason: ErrorCode): void {
		const key = `${reason} ${attributeId}`;
		const known = this.#losses.get(key);
		if (known) {
			known.samples += 1;
			known.fromMs = Math.min(known.fromMs, timestamp);
			known.toMs = Math.max(known.toMs, timestamp);
			return;
		}
		this.#losses.set(key, { attributeId, samples: 1, fromMs: timestamp, toMs: timestamp, reason });
		if (this.#losses.size >= CLIENT_LIMITS.lossReportAttributes) this.flush();
		else this.#timer ??= this.#clock.setTimeout(() => this.flush(), CLIENT_LIMITS.lossReportMs);
	}

	/** Reports what was gathered. */
	flush(): void {
		this.#clock.clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#losses.size === 0) return;
		const lost = [...this.#losses.values()];
		this.#losses.clear();
		this.#report(lost);
	}
}
