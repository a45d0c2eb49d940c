import { SensoctoError, typeOfAttribute } from "@sensocto/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Registry } from "../../registry/registry.ts";
import { HistoryReader } from "../../storage/history/history-reader.ts";
import type { RepoReplicatorPool } from "../../storage/history/repo-replicator-pool.ts";
import { RunningHistory } from "../../storage/history/testing/running-history.ts";
import { AttributeStore } from "./attribute-store.ts";
import { HistoryRecall } from "./history-recall.ts";
import { HistoryRecorder } from "./history-recorder.ts";
import { SensorRecord } from "./sensor-record.ts";

const T = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const META = {
	...{ unit: null, displayName: null, samplingRateHz: 1, provenance: "real" as const, derivedFrom: null },
};

let history: RunningHistory;
beforeAll(async () => {
	history = await RunningHistory.start();
});
afterAll(() => history.stop());

/** What happens to a sensor, for how many seconds each. */
const lives = fc.array(
	fc.record({
		what: fc.constantFrom("samples", "silence", "offline", "pause", "single samples in a pause"),
		seconds: fc.integer({ min: 1, max: 90 }),
	}),
	{ minLength: 1, maxLength: 30 },
);

it("memory gives gaps the reasons that stored history gives", async () => {
	let sensors = 0;
	const seen = new Set<string | undefined>();
	await fc.assert(
		fc.asyncProperty(lives, async (life) => {
			sensors += 1;
			const registry = new Registry<SensorRecord>();
			const id = `recalled ${sensors}`;
			const record = registry.register(id, () => newRecord(id));
			live(record, history.pool, life);
			await history.pool.drain();
			const query = { sensorId: id, attributeId: "heartrate", fromMs: T, toMs: T + DAY, maxPoints: 10_000 };
			const stored = await new HistoryReader(history.temporary).read(query);
			const away = { read: () => Promise.reject(new SensoctoError("storage_unavailable")) };
			const recalled = await new HistoryRecall(away, registry).read(query);
			expect(recalled!.gaps).toEqual(stored!.gaps);
			for (const { reason } of stored!.gaps) seen.add(reason);
		}),
		{ numRuns: 40 },
	);
	expect([...seen].map(String).sort()).toEqual([
		"left out while the server was busy",
		"sensor offline",
		"undefined",
	]);
});

function newRecord(id: string): SensorRecord {
	const record = new SensorRecord(id, 1, {
		...{ name: "S", type: "generic", connectorId: "c", connectorName: "C", connectorType: null },
		...{ provenance: "real", source: null },
	});
	record.store = new AttributeStore();
	return record;
}

/** Lets a sensor come, send, pause and go, in memory and in the history alike. */
function live(
	record: SensorRecord,
	pool: RepoReplicatorPool,
	life: readonly { what: string; seconds: number }[],
): void {
	const recorder = new HistoryRecorder(pool);
	const { pauses } = record.store!;
	const type = typeOfAttribute({ attribute_id: "heartrate", attribute_type: "heartrate" });
	const heart = record.store!.define("heartrate", type, META);
	let now = T;
	const send = () => {
		heart.append(now, 60, now);
		recorder.append(heart, now, 60, now);
	};
	const online = () => recorder.paced(record, pauses.back(now), now);
	const pace = (paused: boolean) => {
		pauses.told(paused, now);
		recorder.paced(record, paused, now);
	};
	recorder.online(record, now);
	recorder.follow(record, heart);
	online();
	send();
	for (const { seconds, what } of life) {
		const end = now + seconds * 1_000;
		if (what === "offline") {
			pauses.gone(now);
			recorder.offline(record, now);
		} else pace(what.includes("pause"));
		const stepMs = what === "samples" ? 1_000 : 20_000;
		if (what === "samples" || what.startsWith("single")) for (; now + stepMs <= end; now += stepMs) send();
		now = end;
		if (what === "offline") {
			recorder.online(record, now);
			online();
		}
	}
	pace(false);
	send();
}
