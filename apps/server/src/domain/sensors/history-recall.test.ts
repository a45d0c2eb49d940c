import { SensoctoError, typeOfAttribute } from "@sensocto/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { Registry } from "../../registry/registry.ts";
import type { HistoryAnswer } from "../../storage/history/history-reader.ts";
import type { Attribute } from "./attribute.ts";
import { AttributeStore } from "./attribute-store.ts";
import { HistoryRecall } from "./history-recall.ts";
import { SensorRecord } from "./sensor-record.ts";

const START = 1_700_000_000_000 - (1_700_000_000_000 % 60_000);
const MINUTE = 60_000;

const IDENTITY = {
	...{ name: "S", type: "generic", connectorId: "c", connectorName: "C", connectorType: null },
	...{ provenance: "real" as const, source: null },
};

describe("HistoryRecall", () => {
	let failure: Error | null;
	let stored: HistoryAnswer | undefined;
	let recall: HistoryRecall;
	let ecg: Attribute;

	beforeEach(() => {
		failure = new SensoctoError("storage_unavailable");
		stored = { samples: 7 } as HistoryAnswer;
		const registry = new Registry<SensorRecord>();
		const record = registry.register("s", () => new SensorRecord("s", 1, IDENTITY));
		record.store = new AttributeStore();
		const define = (id: string) =>
			record.store!.define(id, typeOfAttribute({ attribute_id: id, attribute_type: id }), {
				...{ unit: "mV", displayName: null, samplingRateHz: 50, provenance: "real", derivedFrom: null },
			});
		ecg = define("ecg");
		define("accelerometer");
		const reader = {
			read: async () => {
				if (failure !== null) throw failure;
				return stored;
			},
		};
		recall = new HistoryRecall(reader, registry);
	});

	const read = (from: number, to: number, attributeId = "ecg") =>
		recall.read({ sensorId: "s", attributeId, fromMs: from, toMs: to, maxPoints: 1_000 });

	it("is asked only when the database is away, and only for what it can hold", async () => {
		await expect(read(0, 1, "accelerometer")).rejects.toBe(failure);
		await expect(read(0, 1, "never")).rejects.toBe(failure);
		failure = new Error("a bug");
		await expect(read(0, 1)).rejects.toBe(failure);
		failure = null;
		expect(await read(0, 1)).toEqual({ samples: 7 });
	});

	it("answers for an attribute that has just begun, of which nothing is stored yet", async () => {
		failure = null;
		stored = undefined;
		ecg.append(START, 0.5, 0);
		const range = { from: START, to: START + MINUTE };
		expect(await read(range.from, range.to)).toMatchObject({
			...range,
			samples: 1,
			v: [0.5],
			from_memory: true,
		});
		expect(await read(range.from, range.to, "accelerometer")).toEqual({
			...{ sensor_id: "s", attribute_id: "accelerometer", attribute_type: "accelerometer", ...range },
			...{
				unit: "mV",
				fields: ["x", "y", "z"],
				samples: 0,
				decimated: false,
				t0: 0,
				dt: [],
				v: [],
				gaps: [],
			},
			clock_offset_ms: null,
		});
		expect(await read(range.from, range.to, "never")).toBeUndefined();
	});

	it("gives the very samples of the last minute, with gaps", async () => {
		for (let k = 0; k < 100; k++) ecg.append(START + k * 20 + (k >= 50 ? 500 : 0), k / 10, 0);
		const answer = (await read(START, START + MINUTE))!;
		expect(answer).toMatchObject({ samples: 100, decimated: false, t0: START, from_memory: true });
		expect(answer.v.slice(0, 3)).toEqual([0, 0.1, 0.2]);
		expect(answer.gaps).toEqual([{ from: START + 980, to: START + 1_500 }]);
	});

	it("goes back over the summaries without a gap or an overlap", async () => {
		const minutes = 20;
		for (let k = 0; k < minutes * 60 * 50; k++) ecg.append(START + k * 20, Math.sin(k / 500), 0);
		expect(ecg.ring.timeAt(ecg.ring.tail)).toBeGreaterThan(START + 15 * MINUTE);
		const answer = (await read(START, START + minutes * MINUTE))!;
		expect(answer.decimated).toBe(true);
		expect(answer.gaps).toEqual([]);
		expect(answer.samples).toBe(minutes * 60 * 50);
		expect(answer.dt.every((each, k) => k === 0 || each >= answer.dt[k - 1]!)).toBe(true);
		expect(answer.dt.at(-1)).toBeGreaterThan((minutes - 1) * MINUTE);
	});
});
