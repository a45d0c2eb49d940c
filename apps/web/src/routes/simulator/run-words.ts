import type { SimulatorScenario } from "../../api/simulator-api.ts";

/** State of a scenario in a sign and words. */
export interface RunWords {
	readonly sign: string;
	readonly text: string;
	/** Whether anything is sent. */
	readonly on: boolean;
}

/** How a scenario is; `since` is how long ago it was started, in words, when that is known. */
export function runWords(
	{ connectors, paused, running }: Pick<SimulatorScenario, "running" | "paused" | "connectors">,
	since: string | undefined,
): RunWords {
	if (!running) return { sign: "○", text: "not running", on: false };
	const started = since === undefined ? "" : `, started ${since} ago`;
	if (paused) return { sign: "‖", text: `paused${started}`, on: false };
	const stopped = connectors.length > 0 && connectors.every(({ control }) => control === "stopped");
	if (stopped) return { sign: "○", text: `every connector stopped${started}`, on: false };
	return { sign: "●", text: since === undefined ? "running" : `running for ${since}`, on: true };
}
