import { appendFile, stat } from "node:fs/promises";
import type { Scope, Worker } from "@sensocto/supervision";
import type { InterestChange, LoadReading, Wires } from "./wires.ts";

const NAME = "TraceRecorder";

/** Size of a trace at which recording ends, in bytes. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** Bytes that wait to be written at most; more is left out, and the trace says how many lines. */
const BUFFER_BYTES = 1024 * 1024;

/** Time between two writes, in ms. */
const WRITE_MS = 1_000;

/** Decimals that are worth recording. */
const DECIMALS = 1e4;

/** Where lines go: a file, but for tests. */
export interface TraceFile {
	/** Present size in bytes; 0 when there is none. */
	size(): Promise<number>;
	/** Adds text at the end. */
	append(text: string): Promise<void>;
}

/** A trace in a file of this name, which is added to when it exists. */
export function traceFile(name: string): TraceFile {
	return {
		size: async () => {
			try {
				return (await stat(name)).size;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
				throw error;
			}
		},
		append: (text) => appendFile(name, text),
	};
}

/**
 * Records load and attention as JSON lines, to be played back against other ways of sharing the budget.
 *
 * A line is `{"at", "load"}` or `{"at", "interest"}` with times in ms; sensors are numbered in order of appearance,
 * so a trace names nobody.
 *
 * Invariants:
 * 1. The file stays below its largest size; recording then ends with a line that says so.
 * 2. At most {@link BUFFER_BYTES} wait for the disk; what comes meanwhile is left out and counted.
 * 3. A file that cannot be written ends the recording and nothing else.
 */
export class TraceRecorder implements Worker {
	readonly #wires: Wires;
	readonly #file: TraceFile;
	readonly #problem: (reason: string) => void;
	readonly #numbers = new Map<string, number>();
	#scope!: Scope;
	#lines: string[] = [];
	#waiting = 0;
	#leftOut = 0;
	#size = 0;
	#full = false;

	/** @param problem told in words what could not be written; the server goes on without the trace. */
	constructor(
		context: { wires: Wires },
		file: string | TraceFile,
		problem: (reason: string) => void = () => {},
	) {
		this.#wires = context.wires;
		this.#problem = problem;
		this.#file = typeof file === "string" ? traceFile(file) : file;
	}

	async start(scope: Scope): Promise<void> {
		this.#scope = scope;
		await this.#attempt(async () => {
			this.#size = await this.#file.size();
		});
		const { interest, load } = this.#wires;
		scope.defer(
			load.consume(
				NAME,
				scope.bind((reading: LoadReading) => this.#load(reading)),
			),
		);
		scope.defer(
			interest.consume(
				NAME,
				scope.bind((change: InterestChange) => this.#interest(change)),
			),
		);
		scope.every(WRITE_MS, () => this.#write());
	}

	async stop(): Promise<void> {
		if (!this.#scope.signal.aborted) await this.#write();
	}

	#load({ at, emergency, label, pressure, signals }: LoadReading): void {
		const measured = Object.entries(signals).map(([signal, value]) => [signal, rounded(value)]);
		this.#add({
			at,
			load: { pressure: rounded(pressure), label, emergency, signals: Object.fromEntries(measured) },
		});
	}

	#interest({ at, level, sensorId, viewers, weight }: InterestChange): void {
		if (this.#full) return;
		let sensor = this.#numbers.get(sensorId);
		if (sensor === undefined) {
			sensor = this.#numbers.size;
			this.#numbers.set(sensorId, sensor);
		}
		this.#add({ at, interest: { sensor, level, weight: rounded(weight), viewers } });
	}

	#add(entry: object): void {
		if (this.#full) return;
		const line = `${JSON.stringify(entry)}\n`;
		if (this.#waiting + line.length > BUFFER_BYTES) {
			this.#leftOut++;
			return;
		}
		this.#lines.push(line);
		this.#waiting += line.length;
	}

	async #write(): Promise<void> {
		if (this.#lines.length === 0) return;
		let text = this.#lines.join("");
		this.#lines = [];
		this.#waiting = 0;
		if (this.#leftOut > 0) text += `${JSON.stringify({ leftOut: this.#leftOut })}\n`;
		this.#leftOut = 0;
		if (this.#size + text.length > LARGEST_BYTES) {
			text = `${JSON.stringify({ end: "the trace has reached its largest size" })}\n`;
			this.#full = true;
		}
		this.#size += text.length;
		await this.#attempt(() => this.#file.append(text));
	}

	async #attempt(access: () => Promise<void>): Promise<void> {
		try {
			await access();
		} catch (error) {
			this.#full = true;
			this.#problem(`The trace ends here: ${(error as Error).message}`);
		}
	}
}

const rounded = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;
