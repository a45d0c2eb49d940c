import type { SimulationRun } from "@sensocto/simulator";
import type {
	BatteryState,
	SimulatorStateStore,
	TrackState,
} from "../storage/history/simulator-state-store.ts";

type Snapshot = ReturnType<SimulationRun["snapshot"]>;

/** A kept generator state, with the time it was taken at. */
interface Kept {
	readonly takenAt: number;
	readonly state: unknown;
}

/** Keeps the state of a run: how full its batteries are and how far its tracks have come. */
export async function keepRun(
	store: SimulatorStateStore,
	scenario: string,
	snapshot: Snapshot,
): Promise<void> {
	const batteries: BatteryState[] = [];
	const tracks: TrackState[] = [];
	for (const [sensorId, attributes] of Object.entries(snapshot.states)) {
		for (const [attributeId, state] of Object.entries(attributes)) {
			const key = { sensorId, attributeId, state: { takenAt: snapshot.taken_at, state } satisfies Kept };
			const { level, charging } = (state ?? {}) as Partial<BatteryState>;
			if (typeof level === "number" && typeof charging === "boolean")
				batteries.push({ ...key, level, charging });
			else tracks.push(key);
		}
	}
	await store.saveBatteries(scenario, batteries);
	await store.saveTracks(scenario, tracks);
}

/** What was kept of a scenario's last run, or undefined. */
export async function restoreRun(
	store: SimulatorStateStore,
	scenario: string,
): Promise<Snapshot | undefined> {
	const { batteries, tracks } = await store.loadGenerators(scenario);
	const states: Snapshot["states"] = {};
	let takenAt = 0;
	for (const { sensorId, attributeId, state } of [...batteries, ...tracks]) {
		const kept = state as Kept;
		states[sensorId] = { ...states[sensorId], [attributeId]: kept.state };
		takenAt = Math.max(takenAt, kept.takenAt);
	}
	return takenAt === 0 ? undefined : { version: 1, taken_at: takenAt, states };
}
