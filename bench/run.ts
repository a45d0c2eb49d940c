import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Benchmark, type Result, Unavailable } from "./benchmark.ts";
import { describeMachine } from "./machine.ts";
import { type Outcome, type ResultFile, writeResult } from "./result-file.ts";
import { resultsTable } from "./table.ts";

const USAGE = `node bench/run.ts [--repeats N] [--gate] [NAME...]

Runs the named benchmarks, or all, one after the other and writes bench/results/NAME.json.
--repeats N  how often each part is measured (3); the figures are medians
--gate       end with an error when a figure is below 60 % of its target
--list       only name the benchmarks
`;

const root = join(import.meta.dirname, "..");

async function load(name: string): Promise<Benchmark> {
	return (await import(`./${name}.bench.ts`)) as Benchmark;
}

async function measure(benchmark: Benchmark, repeats: number): Promise<ResultFile> {
	const machine = describeMachine();
	const started = performance.now();
	let outcome: Outcome;
	let result: Result = { figures: {}, met: false };
	try {
		result = await benchmark.run({ root, repeats, log: (line) => console.error(`  ${line}`) });
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

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			repeats: { type: "string", default: "3" },
			gate: { type: "boolean", default: false },
			list: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
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
	const results: ResultFile[] = [];
	for (const name of positionals.length > 0 ? positionals : known) {
		console.error(name);
		const result = await measure(await load(name), repeats);
		for (const note of result.notes) console.error(`  ${note}`);
		// An attempt that measured nothing does not replace figures that were measured.
		if (result.outcome === "met" || result.outcome === "missed") writeResult(root, result);
		results.push(result);
	}
	console.log(resultsTable(results));
	const bad = (result: ResultFile): boolean =>
		result.outcome === "failed" || (values.gate && !result.acceptable);
	return results.some(bad) ? 1 : 0;
}

process.exitCode = await main();
