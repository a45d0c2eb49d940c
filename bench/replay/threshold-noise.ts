import { SystemLoad } from "../../apps/server/src/domain/load/system-load.ts";
import { SeededRng } from "../../packages/testkit/src/seeded-rng.ts";
import { meanLabel } from "./step-multipliers.ts";

const HOUR_MS = 3_600_000;
const READING_MS = 500;

/** Readings that a plain mean is taken of, and between two decisions on it. */
const AVERAGED = 10;
const DECIDED_EVERY = 4;

/** Pressure that hovers about a threshold. */
const THRESHOLD = 0.5;
const NOISE_SD = 0.04;

/**
 * Changes of the load label in an hour of pressure about a threshold, with plain thresholds on a mean and with the
 * server's own label.
 */
export function labelChanges(seed: number): { plain: number; ours: number } {
	const rng = new SeededRng(seed);
	const load = new SystemLoad("production");
	const recent: number[] = [];
	const changes = { plain: 0, ours: 0 };
	let plain = meanLabel(0);
	let ours = load.label;
	for (let step = 0; step < HOUR_MS / READING_MS; step++) {
		const pressure = rng.normal(THRESHOLD, NOISE_SD);
		recent.push(pressure);
		if (recent.length > AVERAGED) recent.shift();
		const at = step * READING_MS;
		const signals = { "event loop": pressure };
		const { label } = load.observe({ at, monotonic: at, signals, sojournMs: 0, loopDelayP99Ms: 0 });
		if (label !== ours) changes.ours++;
		ours = label;
		if (step % DECIDED_EVERY > 0) continue;
		const mean = meanLabel(recent.reduce((sum, value) => sum + value, 0) / recent.length);
		if (mean !== plain) changes.plain++;
		plain = mean;
	}
	return changes;
}
