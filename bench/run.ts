import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchContext, type Benchmark, type Result, Unavailable } from "./benchmark.ts";
import { writePage } from "./benchmarks-page.ts";
import { verdicts } from "./gate.ts";
import { describeMachine } from "./machine.ts";
import { type Outcome, type ResultFile, writeResult } from "./result-file.ts";
import { resultsTable } from "./table.ts";

const USAGE = `node bench/run.ts [--repeats N] [--gate] [NAME...]

Runs the named benchmarks, or all, one after the other and writes bench/results/NAME.json.
--repeats N    how often each part is measured (3); the figures are medians
--peers A,B    compare with these peers only
--gate         end with an error when a figure is below 60 % of its target, also when measured again
--no-write     leave bench/results as it is
--report FILE  write the verdicts of the gate as JSON
--table        measure nothing: write docs/benchmarks.md from bench/results
--list         only name the benchmarks
`;

const OPTIONS = {
	repeats: { type: "string", default: "3" },
	peers: { type: "string" },
	gate: { type: "boolean", default: false },
	"no-write": { type: "boolean", default: false },
	report: { type: "string" },
	table: { type: "boolean", default: false },
	list: { type: "boolean", default: false },
	help: { type: "boolean", default: false },
} as const;

const root = join(import.meta.dirname, "..");

async function load(name: string): Promise<Benchmark> {
	return (await import(`./${name}.bench.ts`)) as Benchmark;
}

type Choice = Pick<BenchContext, "peers" | "repeats">;

async function measure(benchmark: Benchmark, choice: Choice): Promise<ResultFile> {
	const machine = describeMachine();
	const started = performance.now();
	let outcome: Outcome;
	let result: Result = { figures: {}, met: false };
	try {
		result = await benchmark.run({ ...choice, root, log: (line) => console.error(`  ${line}`) });
		outcome = result.met ? "met" : "missed";
	} catch (error) {
		outcome = error instanceof Unavailable ? "unavailable" : "failed";
		result.notes = [error instanceof Error ? error.message : String(error)];
		if (outcome === "failed") console.error(error);
	}
	return {
		name: benchmark.name,
		description: benchmark.description,
		target: benchmark.target,
		outcome,
		met: result.met,
		acceptable: result.acceptable ?? result.met,
		figures: result.figures,
		missingPeers: result.missingPeers ?? [],
		notes: result.notes ?? [],
		date: new Date().toISOString(),
		durationS: Math.round((performance.now() - started) / 100) / 10,
		machine,
	};
}

/** Runs one benchmark; for a gate once more when it is below its share of the target, which a busy moment may cause. */
async function outcomeOf(name: string, choice: Choice, isGate: boolean): Promise<ResultFile> {
	console.error(name);
	const benchmark = await load(name);
	let result = await measure(benchmark, choice);
	if (isGate && result.outcome === "missed" && !result.acceptable) {
		console.error("  below its share of the target: once more");
		result = await measure(benchmark, choice);
	}
	for (const note of result.notes) console.error(`  ${note}`);
	return result;
}

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
	const known = readdirSync(import.meta.dirname)
		.filter((file) => file.endsWith(".bench.ts"))
		.map((file) => file.slice(0, -".bench.ts".length))
		.sort();
	const unknown = positionals.filter((name) => !known.includes(name));
	const repeats = Number(values.repeats);
	if (values.help || unknown.length > 0 || !Number.isInteger(repeats) || repeats < 1) {
		console.error(
			unknown.length > 0 ? `No benchmark named ${unknown.join(", ")}; there are ${known.join(", ")}.` : USAGE,
		);
		return values.help ? 0 : 2;
	}
	if (values.list) {
		console.log(known.join("\n"));
		return 0;
	}
	if (values.table) {
		writePage(root);
		return 0;
	}
	const choice: Choice = { repeats, ...(values.peers !== undefined && { peers: values.peers.split(",") }) };
	const results: ResultFile[] = [];
	for (const name of positionals.length > 0 ? positionals : known) {
		const result = await outcomeOf(name, choice, values.gate);
		// An attempt that measured nothing does not replace figures that were measured.
		const measured = result.outcome === "met" || result.outcome === "missed";
		if (measured && !values["no-write"]) writeResult(root, result);
		results.push(result);
	}
	if (!values["no-write"]) writePage(root);
	console.log(resultsTable(results));
	const judged = results.flatMap(verdicts);
	if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(judged));
	const failed = values.gate
		? judged.some(({ verdict }) => verdict === "failed")
		: results.some(({ outcome }) => outcome === "failed");
	return failed ? 1 : 0;
}

process.exitCode = await main();
