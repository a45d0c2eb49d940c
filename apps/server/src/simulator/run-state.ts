import { forNewRun, readSnapshot, type SimulationSnapshot } from "@sensocto/simulator";
import type {
	BatteryState,
	SimulatorStateStore,
	StoredScenario,
	TrackState,
} from "../storage/history/simulator-state-store.ts";

/** A kept generator state, with the time it was taken at. */
interface Kept {
	readonly takenAt: number;
	readonly state: unknown;
}

/** What is kept of a run as a whole, beside its generators. */
type RunState = Pick<SimulationSnapshot, "started_at" | "signal">;

/** Where the state of a run as a whole is kept: no sensor has an empty id. */
const RUN_KEY = { sensorId: "", attributeId: "run" } as const;

/** Keeps the state of a run: its batteries and tracks, when it began and how fast its signal runs. */
export async function keepRun(
	store: SimulatorStateStore,
	scenario: string,
	{ signal, started_at, states, taken_at: takenAt }: SimulationSnapshot,
): Promise<void> {
	const run: RunState = {
		...(started_at === undefined ? {} : { started_at }),
		...(signal ? { signal } : {}),
	};
	const batteries: BatteryState[] = [];
	const tracks: TrackState[] = [{ ...RUN_KEY, state: { takenAt, state: run } satisfies Kept }];
	for (const [sensorId, attributes] of Object.entries(states)) {
		for (const [attributeId, state] of Object.entries(attributes)) {
			const key = { sensorId, attributeId, state: { takenAt, state } satisfies Kept };
			const { level, charging } = (state ?? {}) as Partial<BatteryState>;
			if (typeof level === "number" && typeof charging === "boolean")
				batteries.push({ ...key, level, charging });
			else tracks.push(key);
		}
	}
	await store.saveBatteries(scenario, batteries);
	await store.saveTracks(scenario, tracks);
}

/**
 * What a scenario's run goes on from, or undefined when it was never started.
 *
 * A run that was started anew since takes over batteries and tracks alone.
 */
export async function restoreRun(
	store: SimulatorStateStore,
	scenario: string,
): Promise<SimulationSnapshot | undefined> {
	const stored = (await store.loadScenarios()).find(({ name }) => name === scenario);
	if (stored === undefined || stored.startedAtMs === null) return undefined;
	const kept = await keptOf(store, scenario);
	const begun: SimulationSnapshot = { version: 1, taken_at: stored.startedAtMs, states: {} };
	const same = kept?.started_at === stored.startedAtMs;
	return {
		...(kept === undefined ? begun : same ? kept : forNewRun(kept)),
		started_at: stored.startedAtMs,
		connectors: controlsOf(stored),
	};
}

async function keptOf(store: SimulatorStateStore, scenario: string): Promise<SimulationSnapshot | undefined> {
	const { batteries, tracks } = await store.loadGenerators(scenario);
	const states: SimulationSnapshot["states"] = {};
	let run: RunState = {};
	let takenAt = 0;
	for (const { attributeId, sensorId, state } of [...batteries, ...tracks]) {
		const kept = state as Kept;
		takenAt = Math.max(takenAt, kept.takenAt);
		if (sensorId === RUN_KEY.sensorId) run = kept.state as RunState;
		else states[sensorId] = { ...states[sensorId], [attributeId]: kept.state };
	}
	return takenAt === 0 ? undefined : readSnapshot({ version: 1, taken_at: takenAt, states, ...run });
}

function controlsOf({ connectors }: StoredScenario): NonNullable<SimulationSnapshot["connectors"]> {
	return Object.fromEntries(connectors.map(({ connectorId, status }) => [connectorId, status]));
}
