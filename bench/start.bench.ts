import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchContext, type Result, Unavailable } from "./benchmark.ts";
import { median, significant } from "./statistics.ts";
import { freePort, SubjectProcess } from "./subject-process.ts";

export const name = "start";
export const description = "From `npm start` to the first live reading of a sensor, on a warm machine";
export const target = "≤ 5 s";

const TARGET_S = 5;
/** Time after which a start counts as failed, in ms; the first one creates the database. */
const TIMEOUT_MS = 120_000;

interface Sensors {
	sensors: { attributes: { last_value: { timestamp: number } | null }[] }[];
}

/** Whether some sensor has a reading taken after `since` (ms since the epoch), as the page would show it. */
async function hasLiveReading(port: number, since: number): Promise<boolean> {
	try {
		const response = await fetch(`http://127.0.0.1:${port}/api/sensors`, {
			signal: AbortSignal.timeout(2_000),
		});
		if (!response.ok) return false;
		const { sensors } = (await response.json()) as Sensors;
		return sensors.some(({ attributes }) =>
			attributes.some(({ last_value }) => last_value !== null && last_value.timestamp >= since),
		);
	} catch {
		// Not listening yet.
		return false;
	}
}

async function secondsToReading(root: string, data: string): Promise<number> {
	const port = await freePort();
	const since = Date.now();
	const started = performance.now();
	const subject = new SubjectProcess({
		command: "npm",
		args: ["start"],
		cwd: root,
		env: { PORT: String(port), DATA_DIR: data, AUTH_MODE: "open" },
	});
	try {
		await subject.until(() => hasLiveReading(port, since), TIMEOUT_MS);
		return (performance.now() - started) / 1_000;
	} finally {
		await subject.stop();
	}
}

export async function run({ root, repeats, log }: BenchContext): Promise<Result> {
	const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
		scripts?: { start?: string };
	};
	if (!scripts?.start) throw new Unavailable("package.json has no start script");
	const data = mkdtempSync(join(tmpdir(), "sensocto-bench-"));
	try {
		const first = await secondsToReading(root, data);
		log(`first start, with an empty data folder: ${first.toFixed(2)} s`);
		const warm: number[] = [];
		for (let i = 0; i < repeats; i++) {
			warm.push(await secondsToReading(root, data));
			log(`start: ${warm[i]!.toFixed(2)} s`);
		}
		return {
			figures: {
				start: { value: significant(median(warm), 3), unit: "s" },
				"first start": { value: significant(first, 3), unit: "s" },
			},
			met: median(warm) <= TARGET_S,
			acceptable: median(warm) <= TARGET_S / 0.6,
		};
	} finally {
		rmSync(data, { recursive: true, force: true });
	}
}
