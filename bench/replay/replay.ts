import { parseArgs } from "node:util";
import { BudgetPolicy } from "./budget-policy.ts";
import { type Outcome, simulate } from "./plant.ts";
import { StepMultipliers } from "./step-multipliers.ts";
import { readTrace } from "./trace.ts";
import { traceWorkload } from "./trace-workload.ts";

const USAGE = `node bench/replay/replay.ts [--capacity N] [--copies N] [--background X] [--seed N] TRACE

Plays a recorded trace of attention and load (TRACE_FILE of the server) on a virtual clock, once with step multipliers on a
weighted mean and once with the server's own budget, and shows both side by side.
--capacity N    messages per second that keep the server fully busy (900)
--copies N      how often each sensor of the trace is there (1)
--background X  factor of the recorded pressure (1)
--seed N        of the noise of the load and the spread of pushes (1)
`;

const ROWS: readonly (readonly [what: string, show: (outcome: Outcome) => string])[] = [
	["time overloaded", ({ overloaded }) => `${(100 * overloaded).toFixed(2)} %`],
	["pushes to devices", ({ pushes }) => String(pushes)],
	["weighted mean age", ({ ageMs }) => `${Math.round(ageMs)} ms`],
	["of what is focused", ({ ageByLevelMs }) => `${Math.round(ageByLevelMs.high)} ms`],
	["of what is on screen", ({ ageByLevelMs }) => `${Math.round(ageByLevelMs.medium)} ms`],
	["of the background", ({ ageByLevelMs }) => `${Math.round(ageByLevelMs.low)} ms`],
	["freshness F", ({ freshness }) => freshness.toFixed(4)],
	["bytes from devices", ({ bytes }) => `${(bytes / 1e6).toFixed(2)} MB`],
	["longest wait in the queue", ({ longestQueueS }) => `${longestQueueS.toFixed(2)} s`],
];

function main(): number {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			capacity: { type: "string", default: "900" },
			copies: { type: "string", default: "1" },
			background: { type: "string", default: "1" },
			seed: { type: "string", default: "1" },
			help: { type: "boolean", default: false },
		},
	});
	const [capacity, copies, background, seed] = [
		values.capacity,
		values.copies,
		values.background,
		values.seed,
	].map(Number);
	const valid =
		capacity! > 0 && Number.isInteger(copies) && copies! > 0 && background! >= 0 && Number.isInteger(seed);
	if (values.help || positionals.length !== 1 || !valid) {
		console.error(USAGE);
		return values.help ? 0 : 2;
	}
	const trace = readTrace(positionals[0]!);
	const options = { capacity: capacity!, copies: copies!, background: background!, seed: seed! };
	const policies = [new StepMultipliers(), new BudgetPolicy()];
	const outcomes = policies.map((policy) => simulate(policy, traceWorkload(trace, options)));
	const seconds = Math.round(trace.durationMs / 1_000);
	console.log(
		`${trace.sensors} sensors × ${copies}, ${seconds} s, ${trace.interests.length} changes of attention\n`,
	);
	const rows = [
		["", ...policies.map(({ name }) => name)],
		...ROWS.map(([what, show]) => [what, ...outcomes.map(show)]),
	];
	for (const [what, ...cells] of rows)
		console.log(what!.padEnd(28) + cells.map((cell) => cell.padStart(18)).join(""));
	return 0;
}

try {
	process.exitCode = main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
