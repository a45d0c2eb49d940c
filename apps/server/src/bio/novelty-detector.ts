import { isGap, type NoveltyMethodName, REFRACTORY_MS, type StreamNovelty } from "@sensocto/signals";
import type { Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import { LearnedStates } from "./learned-states.ts";
import { NoveltyBank, type WatchedCause } from "./novelty/novelty-bank.ts";
import type { NoveltyStream } from "./novelty/novelty-stream.ts";
import { flatWords, gapWords, implausibleWords, shiftWords, spikeWords } from "./novelty/novelty-words.ts";
import type { NoveltyAlarm } from "./wires.ts";

/** Name of the module. */
const MODULE = "NoveltyDetector";

/** How long an alarm holds attention: at least, per standard deviation above the threshold, and at most, in ms. */
const HOLD = { base: 10_000, perDeviation: 5_000, longest: 60_000 };

/** Silences shorter than this are never told: networks have them, in ms. */
const SHORTEST_GAP_MS = 5_000;

/** How the {@link NoveltyDetector} works. */
export interface NoveltyOptions {
	/** How values that stand out are found; `welford` is the plain method. */
	readonly detector?: NoveltyMethodName;
}

/**
 * Finds what is unusual in the sensors' streams and asks for attention to it (locus coeruleus).
 *
 * Invariants:
 * 1. It never touches a sensor's data; whoever reads the streams calls {@link NoveltyDetector.step}.
 * 2. At most one alarm in 30 s about values of an attribute and those computed from it, fewer of what repeats, and one
 *    in 30 s about silences of a sensor.
 * 3. A flat line, a run of implausible values and a silence are each told once, when they begin, and less often when
 *    they repeat; a stream that was never plausible is told once, and gets no attention for it.
 * 4. In shadow mode alarms are noted and not sent; switched off, it learns nothing either.
 */
export class NoveltyDetector implements Worker {
	readonly #context: BioContext;
	readonly #bank: NoveltyBank;
	readonly #learned: LearnedStates;
	#send: (alarm: NoveltyAlarm) => void = () => {};

	constructor(context: BioContext, options: NoveltyOptions = {}) {
		this.#context = context;
		const bank = new NoveltyBank(options.detector ?? "robust");
		this.#bank = bank;
		this.#learned = new LearnedStates({
			states: context.states,
			module: MODULE,
			collect: () => bank.snapshots(),
			restore: (sensorId, state) => bank.remember(sensorId, state),
			problem: (reason) => this.#note("", "learned state", 0, reason),
		});
	}

	/** Number of streams watched. */
	get streams(): number {
		return this.#bank.size;
	}

	start(scope: Scope): void {
		const wire = this.#context.wires.novelty.produce(MODULE);
		scope.defer(() => wire.end());
		this.#send = wire.send;
		this.#learned.start(scope);
	}

	async stop(): Promise<void> {
		await this.#learned.stop();
	}

	/**
	 * Takes in one value of a stream.
	 *
	 * @param timeMs device time of the value in ms.
	 * @param usualMs usual time between two values in ms.
	 */
	step(stream: NoveltyStream, timeMs: number, value: number, usualMs: number): void {
		if (this.#context.modes.of(MODULE) === "off") return;
		const now = this.#context.clock.now();
		const { attribute, detector, sensor } = this.#bank.watched(stream, now);
		sensor.changed = true;
		attribute.silences.ends(now);
		const verdict = detector.step(timeMs, value, usualMs);
		switch (verdict) {
			case "none":
				return;
			case "spike":
			case "shift":
				this.#standsOut(stream, attribute.cause, detector, verdict, value);
				return;
			case "flat line": {
				if (!attribute.cause.flatLines.tells(now, 1)) return;
				const { flatLine } = detector;
				const reason = flatWords(stream, value, flatLine!.stretchMs(timeMs), flatLine!.usualMs);
				this.#alarm(stream, verdict, value, reason);
				return;
			}
			case "implausible":
				if (!attribute.cause.implausible.tells(now, 1)) return;
				this.#alarm(stream, verdict, value, implausibleWords(stream, value, stream.plausible!));
				return;
			case "never plausible": {
				const reason = `${implausibleWords(stream, value, stream.plausible!)}, as all values so far`;
				this.#alarm(stream, "implausible", value, reason, { holdMs: 0 });
				return;
			}
			default:
				verdict satisfies never;
		}
	}

	/**
	 * Nothing came of an attribute for a while; called again and again while that lasts.
	 *
	 * @param usualMs usual time between two values in ms.
	 * @param windowMs how long the device may keep a value back, in ms.
	 */
	silence(stream: NoveltyStream, silentMs: number, usualMs: number, windowMs: number): void {
		if (silentMs <= SHORTEST_GAP_MS || !isGap(silentMs, Math.max(usualMs, windowMs))) return;
		if (this.#context.modes.of(MODULE) === "off") return;
		const now = this.#context.clock.now();
		const sensor = this.#bank.sensor(stream.sensorId, now);
		const attribute = this.#bank.attribute(sensor, stream);
		if (!attribute.silences.lasts(silentMs, now)) return;
		if (now - sensor.silenceToldAt <= REFRACTORY_MS) return;
		sensor.silenceToldAt = now;
		this.#alarm(stream, "gap", Number.NaN, gapWords(stream, silentMs, usualMs));
	}

	/** A stream cannot be watched; noted for whoever looks at the decisions. */
	leaveOut(sensorId: string, attributeId: string, reason: string): void {
		this.#note(sensorId, `${attributeId} left out`, 0, reason);
	}

	#standsOut(
		stream: NoveltyStream,
		cause: WatchedCause,
		detector: StreamNovelty,
		kind: "spike" | "shift",
		value: number,
	): void {
		const now = this.#context.clock.now();
		if (now - cause.alarmedAt <= REFRACTORY_MS) return;
		const method = detector.method!;
		const habituation = kind === "spike" ? cause.spikes : cause.shifts;
		if (!habituation.tells(now, method.score)) return;
		cause.alarmedAt = now;
		const excess = Math.max(0, method.score - method.threshold);
		const reason =
			kind === "spike" ? spikeWords(stream, value, method.usual()) : shiftWords(stream, method.usual());
		this.#alarm(stream, kind, value, reason, {
			score: method.score,
			holdMs: Math.min(HOLD.longest, HOLD.base + HOLD.perDeviation * excess),
		});
	}

	#alarm(
		stream: NoveltyStream,
		kind: NoveltyAlarm["kind"],
		value: number,
		reason: string,
		{ holdMs = HOLD.base, score = 0 } = {},
	): void {
		const { attributeId, sensorId } = stream;
		this.#note(sensorId, `${attributeId} ${kind}`, score, reason);
		if (this.#context.modes.of(MODULE) === "shadow") return;
		const at = this.#context.clock.now();
		this.#send({ at, sensorId, attributeId, kind, score, value, holdMs, reason });
	}

	#note(subject: string, factor: string, value: number, reason: string): void {
		const { clock, decisions, modes } = this.#context;
		const shadow = modes.of(MODULE) === "shadow";
		decisions.record({ at: clock.now(), module: MODULE, subject, factor, value, reason, shadow });
	}
}
