import type { SynchronyKind, SynchronyMember } from "@sensocto/protocol";
import { BeatRateSignal, heartSpectrum, PhaseTrack } from "@sensocto/signals";
import type { Attribute } from "../sensors/attribute.ts";

/** Longest stretch without a sample that is bridged, in ms; a left-out beat makes a long one between heart rates. */
const BRIDGED_MS: Record<SynchronyKind, number> = { respiration: 2_000, "heart rate": 4_000 };

/** Past samples read when somebody begins to watch, in ms. */
const BACKLOG_MS = 520_000;

/** Heart rate variability speaks about the last 5 minutes, and is computed this often, in ms. */
const SPECTRUM_OVER_MS = 300_000;
const SPECTRUM_EVERY_MS = 10_000;

/**
 * One attribute whose phase is compared with others': it reads the attribute's ring where it left off.
 *
 * Invariant: no sample is read twice; a sample that came so late that it was sorted in before the newest is passed over.
 */
export class SyncMember {
	readonly sensorId: string;
	readonly attribute: Attribute;
	readonly track: PhaseTrack;
	readonly #take: (timeMs: number, value: number) => void;
	readonly #isHeart: boolean;
	#next = -1;
	#spectrum: SynchronyMember["spectrum"];
	#spectrumAt = Number.NEGATIVE_INFINITY;

	constructor(kind: SynchronyKind, sensorId: string, attribute: Attribute) {
		this.sensorId = sensorId;
		this.attribute = attribute;
		this.#isHeart = kind === "heart rate";
		const track = new PhaseTrack(BRIDGED_MS[kind]);
		const beats = new BeatRateSignal((timeMs, rate) => track.push(timeMs, rate));
		this.track = track;
		this.#take = this.#isHeart
			? (timeMs, rr) => beats.push(timeMs, rr)
			: (timeMs, value) => track.push(timeMs, value);
	}

	/** Heart rate variability by band, once 2 minutes of it are known. */
	get spectrum(): SynchronyMember["spectrum"] {
		return this.#spectrum;
	}

	/**
	 * Reads what came since the last time.
	 *
	 * @param offsetMs server clock minus device clock: phases are compared on the server's clock.
	 */
	catchUp(offsetMs: number): void {
		const { ring } = this.attribute;
		if (this.#next < 0 && ring.length > 0) this.#next = ring.positionAt(ring.lastTime - BACKLOG_MS);
		for (this.#next = Math.max(this.#next, ring.tail); this.#next < ring.head; this.#next++) {
			const value = ring.valueAt(this.#next);
			if (typeof value === "number") this.#take(ring.timeAt(this.#next) + offsetMs, value);
		}
		if (this.#isHeart && ring.lastTime - this.#spectrumAt >= SPECTRUM_EVERY_MS) this.#readSpectrum();
	}

	#readSpectrum(): void {
		const { ring } = this.attribute;
		this.#spectrumAt = ring.lastTime;
		const times: number[] = [];
		const intervals: number[] = [];
		for (let at = ring.positionAt(ring.lastTime - SPECTRUM_OVER_MS); at < ring.head; at++) {
			const rr = ring.valueAt(at);
			if (typeof rr !== "number" || !Number.isFinite(rr)) continue;
			times.push(ring.timeAt(at));
			intervals.push(rr);
		}
		const found = heartSpectrum(times, intervals);
		this.#spectrum = found && { low_ms2: rounded(found.low), high_ms2: rounded(found.high) };
	}
}

function rounded(power: number): number {
	return Math.round(power * 10) / 10;
}
