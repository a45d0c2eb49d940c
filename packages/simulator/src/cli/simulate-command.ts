import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readReadyMadeScenario, readyMadeScenarioNames } from "../ready-made-scenarios.ts";
import { isSpeed, SPEED_LIMITS } from "../runtime/signal-clock.ts";
import { SimulationRun } from "../runtime/simulation-run.ts";
import { loadScenario } from "../scenario/load-scenario.ts";
import { type Scenario, summarise } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";

const USAGE = `Usage: sensocto simulate FILE [--url URL] [--duration SECONDS] [--speed FACTOR] [--token TOKEN]

FILE is a scenario's YAML file or the name of a ready-made scenario.
  --url       server to connect to (default http://127.0.0.1:4000)
  --duration  seconds to run; without it, until interrupted
  --speed     how many times as fast the signals run, 0.25 to 16 (default 1); samples keep their rates
  --token     token of the simulated sensors
  --list      names of the ready-made scenarios`;

/** Where the command writes and what ends it; the terminal and its signals by default. */
export interface CommandSurroundings {
	print(line: string): void;
	printError(line: string): void;
	/** Resolves when the run is to end: after the duration in ms, or at an interruption. */
	untilEnd(durationMs: number | undefined): Promise<void>;
}

interface Request {
	file: string;
	url: string;
	token: string;
	durationMs: number | undefined;
	speed: number;
}

/**
 * Runs a scenario against a server: `sensocto simulate FILE --url URL [--duration s] [--speed x] [--token t]`.
 *
 * @param argv arguments after the command's name.
 * @returns exit status: 0 after a run, 1 when the scenario is wrong or unreadable, 2 for wrong arguments.
 */
export async function simulateCommand(
	argv: readonly string[],
	surroundings: CommandSurroundings = TERMINAL,
): Promise<number> {
	const { print, printError } = surroundings;
	let request: Request | "list" | "help";
	try {
		request = parseRequest(argv);
	} catch (error) {
		printError(`${(error as Error).message}\n\n${USAGE}`);
		return 2;
	}
	if (request === "help" || request === "list") {
		print(request === "help" ? USAGE : (await readyMadeScenarioNames()).join("\n"));
		return 0;
	}
	try {
		await run(request, await read(request.file), surroundings);
		return 0;
	} catch (error) {
		printError(explain(request.file, error as Error));
		return 1;
	}
}

function parseRequest(argv: readonly string[]): Request | "list" | "help" {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			url: { type: "string", default: "http://127.0.0.1:4000" },
			duration: { type: "string" },
			speed: { type: "string", default: "1" },
			token: { type: "string", default: "" },
			list: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) return "help";
	if (values.list) return "list";
	const [file] = positionals;
	if (file === undefined || positionals.length > 1)
		throw new Error(`expected one FILE, got ${positionals.length}`);
	const seconds = values.duration === undefined ? undefined : Number(values.duration);
	if (seconds !== undefined && !(seconds > 0)) {
		throw new Error(`--duration must be a number of seconds above 0, got ${values.duration}`);
	}
	const speed = Number(values.speed);
	if (!isSpeed(speed)) {
		const { fastest, slowest } = SPEED_LIMITS;
		throw new Error(`--speed must be a number from ${slowest} to ${fastest}, got ${values.speed}`);
	}
	return {
		file,
		speed,
		url: values.url,
		token: values.token,
		durationMs: seconds === undefined ? undefined : seconds * 1000,
	};
}

async function read(file: string): Promise<Scenario> {
	return loadScenario((await readReadyMadeScenario(file)) ?? (await readFile(file, "utf8")));
}

async function run(request: Request, scenario: Scenario, surroundings: CommandSurroundings): Promise<void> {
	const { connectors, sensors, attributes } = summarise(scenario);
	const simulation = new SimulationRun({ scenario, url: request.url, token: request.token });
	await simulation.start();
	simulation.setSpeed(request.speed);
	surroundings.print(
		`${scenario.title}: ${connectors} connectors, ${sensors} sensors, ${attributes} attributes → ${request.url}`,
	);
	await surroundings.untilEnd(request.durationMs);
	const taken = simulation.connectors().reduce((sum, connector) => sum + connector.online, 0);
	await simulation.stop();
	surroundings.print(
		`${simulation.sentSamples} samples sent; the server had taken ${taken} of ${sensors} sensors`,
	);
}

function explain(file: string, error: Error): string {
	if (!(error instanceof ScenarioError)) return error.message;
	return error.problems
		.map(
			({ line, column, path, message }) => `${file}:${line}:${column}: ${path ? `${path}: ` : ""}${message}`,
		)
		.join("\n");
}

const TERMINAL: CommandSurroundings = {
	print: (line) => console.log(line),
	printError: (line) => console.error(line),
	untilEnd: (durationMs) =>
		new Promise((resolve) => {
			const end = (): void => {
				clearTimeout(timer);
				process.off("SIGINT", end);
				process.off("SIGTERM", end);
				resolve();
			};
			const timer = durationMs === undefined ? undefined : setTimeout(end, durationMs);
			process.once("SIGINT", end);
			process.once("SIGTERM", end);
		}),
};
