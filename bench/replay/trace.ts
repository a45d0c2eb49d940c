import { readFileSync } from "node:fs";
import { ATTENTION_LEVELS, type AttentionLevel } from "@sensocto/protocol";

/** A recorded reading of the load. */
interface TraceLoad {
	readonly at: number;
	readonly load: { readonly pressure: number };
}

/** A recorded change of attention to a sensor. */
interface TraceInterest {
	readonly at: number;
	readonly interest: { readonly sensor: number; readonly level: AttentionLevel };
}

/** What a server went through, with times in ms since the beginning of the trace. */
export interface Trace {
	readonly durationMs: number;
	/** Number of sensors that appear. */
	readonly sensors: number;
	readonly loads: readonly { readonly t: number; readonly pressure: number }[];
	readonly interests: readonly {
		readonly t: number;
		readonly sensor: number;
		readonly level: AttentionLevel;
	}[];
}

/**
 * Reads a trace as the server's recorder writes it: one JSON object a line. It begins when somebody first attends to
 * a sensor.
 *
 * @throws Error that names the line, when one is neither load nor attention nor a remark of the recorder.
 */
export function readTrace(file: string): Trace {
	const loads: { t: number; pressure: number }[] = [];
	const interests: { t: number; sensor: number; level: AttentionLevel }[] = [];
	for (const [index, text] of readFileSync(file, "utf8").split("\n").entries()) {
		if (text === "") continue;
		const line = parse(text);
		if (isLoad(line)) loads.push({ t: line.at, pressure: line.load.pressure });
		else if (isInterest(line)) interests.push({ t: line.at, ...line.interest });
		else if (isRemark(line)) continue;
		else
			throw new Error(
				`${file}:${index + 1}: expected a line with "at" and "load" or "interest", got ${text.slice(0, 80)}`,
			);
	}
	if (loads.length === 0 || interests.length === 0)
		throw new Error(`${file}: expected load and attention in the trace`);
	const start = interests.reduce((first, { t }) => Math.min(first, t), Number.POSITIVE_INFINITY);
	const end = loads.reduce((last, { t }) => Math.max(last, t), start);
	const sensors = interests.reduce((most, { sensor }) => Math.max(most, sensor + 1), 0);
	return { durationMs: end - start, sensors, loads: since(start, loads), interests: since(start, interests) };
}

/** What happened from then on, in order of time. */
function since<T extends { readonly t: number }>(start: number, list: readonly T[]): T[] {
	const kept = list.filter(({ t }) => t >= start).map((entry) => ({ ...entry, t: entry.t - start }));
	return kept.sort((one, other) => one.t - other.t);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined; // The caller tells where the line is.
	}
}

function isLoad(line: unknown): line is TraceLoad {
	const { at, load } = (line ?? {}) as Partial<TraceLoad>;
	return typeof at === "number" && typeof load?.pressure === "number";
}

function isInterest(line: unknown): line is TraceInterest {
	const { at, interest } = (line ?? {}) as Partial<TraceInterest>;
	return (
		typeof at === "number" &&
		interest !== undefined &&
		Number.isSafeInteger(interest.sensor) &&
		ATTENTION_LEVELS.includes(interest.level)
	);
}

function isRemark(line: unknown): boolean {
	return typeof line === "object" && line !== null && ("leftOut" in line || "end" in line);
}
