import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadPlan } from "./load-plan.ts";

/** What is kept under way or sent, for how long. */
export interface Pace {
	mode: "window" | "rate";
	/** Messages under way, or messages a second. */
	amount: number;
	warmMs: number;
	measureMs: number;
}

/** What the generator saw while it measured. */
export interface LoadReport {
	seconds: number;
	sent: number;
	/** Deliveries: one message at one viewer. */
	received: number;
	/** Share of a core that the generator used. */
	cpu: number;
	/** Latency from the moment of sending in ms, read to 1 ms; -1 when nothing was delivered. */
	p50: number;
	p99: number;
	/** Messages sent and deliveries seen from beginning to end, after waiting for what was under way. */
	allSent: number;
	allReceived: number;
}

/** Share of one core from which the generator may have been what was measured. */
export const BUSY = 0.9;

/** The system's C compiler. */
const COMPILER = "cc";

/** Most messages a run sends, whatever its time. */
const MOST_MESSAGES = 50_000_000;
/** Time for setting up thousands of connections and for draining, in ms. */
const BESIDES_MS = 45_000;

/** The load generator: a C program, built for the run with the system's compiler, or without one a Node program. */
export class LoadGenerator {
	readonly #folder: string;
	readonly #command: readonly string[];
	/** Why it runs on Node and not as a C program; null when it does not. */
	readonly handicap: string | null;

	private constructor(folder: string, command: readonly string[], handicap: string | null) {
		this.#folder = folder;
		this.#command = command;
		this.handicap = handicap;
	}

	/** Builds the C program with `cc`. */
	static build(root: string): LoadGenerator {
		const load = join(root, "bench", "load");
		const folder = mkdtempSync(join(tmpdir(), "sensocto-load-"));
		const program = join(folder, "generator");
		const sources = readdirSync(join(load, "generator"))
			.filter((file) => file.endsWith(".c"))
			.map((file) => join(load, "generator", file));
		try {
			execFileSync(COMPILER, ["-O2", "-o", program, ...sources], { stdio: ["ignore", "ignore", "pipe"] });
			return new LoadGenerator(folder, [program], null);
		} catch (error) {
			const [reason] = (error as Error).message.split("\n");
			const command = [process.execPath, join(load, "node-generator.ts")];
			return new LoadGenerator(folder, command, `The load generator runs on Node: ${reason}.`);
		}
	}

	/** Runs a plan against a port; `measuring` is called when warming up ends, `measured` when the measurement does. */
	run(
		plan: LoadPlan,
		port: number,
		{ amount, measureMs, mode, warmMs }: Pace,
		hooks: { measuring(): void; measured(): void },
	): Promise<LoadReport> {
		const file = join(this.#folder, "plan");
		writeFileSync(file, plan.toBuffer());
		const args = [file, port, mode, amount, warmMs, measureMs, MOST_MESSAGES].map(String);
		const [program = "", ...first] = this.#command;
		return new Promise((resolve, reject) => {
			const child = spawn(program, [...first, ...args], {
				stdio: ["ignore", "pipe", "pipe"],
				timeout: warmMs + measureMs + BESIDES_MS,
			});
			const lines: string[] = [];
			let rest = "";
			let complaint = "";
			child.stdout.on("data", (chunk: Buffer) => {
				const parts = (rest + chunk.toString()).split("\n");
				rest = parts.pop() ?? "";
				for (const line of parts) {
					lines.push(line);
					if (lines.length === 1) hooks.measuring();
					else if (lines.length === 2) hooks.measured();
				}
			});
			child.stderr.on("data", (chunk: Buffer) => {
				complaint = (complaint + chunk.toString()).slice(-2_000);
			});
			child.on("error", reject);
			child.on("close", (code, signal) => {
				if (code !== 0 || lines.length !== 3) {
					reject(new Error(`the load generator ended with ${signal ?? code}: ${complaint.trim()}`));
				} else resolve({ ...JSON.parse(lines[1]!), ...JSON.parse(lines[2]!) } as LoadReport);
			});
		});
	}

	/** Deletes the program. */
	remove(): void {
		if (existsSync(this.#folder)) rmSync(this.#folder, { recursive: true });
	}
}
