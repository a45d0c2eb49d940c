import type { WatchedStream } from "./novelty-bank.ts";

/** One stream of numbers that the NoveltyDetector watches: an attribute's values, or a feature of a fast signal. */
export interface NoveltyStream {
	readonly sensorId: string;
	readonly attributeId: string;
	/** Attribute that this one is computed from, if it is: what is unusual in both has one cause. */
	readonly derivedFrom?: string | null;
	/** Tells the streams of one attribute apart. */
	readonly feature: string;
	/** For a person: what the numbers are, e.g. `heart rate`. */
	readonly label: string;
	readonly unit: string | null;
	/** Digits after the point that a person wants to see. */
	readonly digits: number;
	/** Last digit of the numbers that people see, in their unit; 0 when nothing is known of it. */
	readonly step: number;
	/** Whether values that stand out are looked for. */
	readonly judged: boolean;
	/** Whether standing still is worth an alarm. */
	readonly flatLine: boolean;
	/** No number can be below this, whatever it is; nor is it told that one could. */
	readonly least?: number;
	/** Range outside which a value cannot be true, or null. */
	readonly plausible: readonly [min: number, max: number] | null;
	/** Where the detector finds what it knows of the stream; its own affair. */
	watched?: WatchedStream | undefined;
}
