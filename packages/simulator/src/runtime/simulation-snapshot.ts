import { type ConnectorControl, isConnectorControl } from "./connector-control.ts";
import { simulationTime } from "./sample-clock.ts";
import { readAnchor, type SignalAnchor, SignalClock } from "./signal-clock.ts";

/** What a simulation keeps over a restart, as JSON; all else follows from scenario and time. */
export interface SimulationSnapshot {
	version: 1;
	/** When it was taken, ms since 1970. */
	taken_at: number;
	/** State of batteries and tracks by sensor id and attribute id. */
	states: Record<string, Record<string, unknown>>;
	/** Start of the run, from which its timeline counts, ms since 1970; absent for a run that begins. */
	started_at?: number;
	/** How the signal's time runs; absent when it is the time on the wall. */
	signal?: SignalAnchor;
	/** What people asked of connectors, by id; absent ones run. */
	connectors?: Record<string, ConnectorControl>;
}

/** Reads a kept snapshot; undefined when it is none of this version. */
export function readSnapshot(value: unknown): SimulationSnapshot | undefined {
	const { connectors, signal, started_at, states, taken_at, version } = (value ??
		{}) as Partial<SimulationSnapshot>;
	if (version !== 1 || typeof taken_at !== "number" || typeof states !== "object" || states === null) {
		return undefined;
	}
	const anchor = readAnchor(signal);
	return {
		version,
		taken_at,
		states,
		...(typeof started_at === "number" ? { started_at } : {}),
		...(anchor ? { signal: anchor } : {}),
		connectors: Object.fromEntries(
			Object.entries(connectors ?? {}).filter(([, control]) => isConnectorControl(control)),
		),
	};
}

/**
 * What a new run takes over from the last one: batteries and tracks where they were.
 *
 * Its timeline begins anew, all its connectors run, and its signal follows the time on the wall again.
 */
export function forNewRun({ signal, states, taken_at, version }: SimulationSnapshot): SimulationSnapshot {
	const wallS = simulationTime(taken_at);
	const ahead = new SignalClock(signal).at(wallS) - wallS;
	const moved = (state: unknown): unknown => {
		const { at_s } = (state ?? {}) as { at_s?: unknown };
		return typeof at_s === "number" ? { ...(state as object), at_s: at_s - ahead } : state;
	};
	const eachOf = <From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> =>
		Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
	return { version, taken_at, states: eachOf(states, (sensor) => eachOf(sensor, moved)) };
}
