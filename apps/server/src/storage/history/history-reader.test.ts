import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import { type HistoryAnswer, HistoryReader } from "./history-reader.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import { RunningHistory } from "./testing/running-history.ts";

const T = Date.UTC(2026, 0, 1, 23, 59);
const ECG: SeriesDescriptor = {
	attributeId: "ecg",
	attributeType: "ecg",
	unit: "mV",
	samplingRateHz: 250,
	provenance: "replayed",
	precision: 32,
	stride: 1,
};

describe("HistoryReader", () => {
	let history: RunningHistory;
	let reader: HistoryReader;

	beforeAll(async () => {
		history = await RunningHistory.start();
		reader = new HistoryReader(history.temporary);
	});
	afterAll(() => history.stop());

	async function read(
		sensor: SensorHandle,
		attributeId: string,
		from: number,
		to: number,
		maxPoints = 1_000,
	) {
		await history.pool.drain();
		const query = { sensorId: sensor.descriptor.sensorId, attributeId, fromMs: from, toMs: to, maxPoints };
		return (await reader.read(query)) as HistoryAnswer;
	}

	it("knows no attribute that was never described", async () => {
		const query = { sensorId: "nobody", attributeId: "ecg", fromMs: 0, toMs: T, maxPoints: 10 };
		await expect(reader.read(query)).resolves.toBeUndefined();
	});

	it("answers an empty range with no points", async () => {
		const sensor = history.newSensor();
		sensor.series(ECG).append(T, 1);
		const answer = await read(sensor, "ecg", T + 1, T + 1_000);
		expect(answer).toMatchObject({ samples: 0, decimated: false, t0: 0, dt: [], v: [], gaps: [] });
	});

	it("gives every sample of the inclusive range across midnight, as written", async () => {
		const sensor = history.newSensor();
		for (let index = 0; index < 30_000; index += 1) sensor.series(ECG).append(T + index * 4, index / 10);
		const answer = await read(sensor, "ecg", T + 4, T + 29_998 * 4, 20_000);
		expect(answer).toMatchObject({ samples: 29_998, decimated: true, attribute_type: "ecg", unit: "mV" });
		const near = await read(sensor, "ecg", T + 59_992, T + 60_008);
		expect(near).toEqual({
			...{ sensor_id: sensor.descriptor.sensorId, attribute_id: "ecg", attribute_type: "ecg", unit: "mV" },
			...{
				fields: ["value"],
				from: T + 59_992,
				to: T + 60_008,
				samples: 5,
				decimated: false,
				t0: T + 59_992,
			},
			...{
				dt: [0, 4, 8, 12, 16],
				v: [1499.8, 1499.9, 1500, 1500.1, 1500.2],
				gaps: [],
				clock_offset_ms: null,
			},
		});
	});

	it("keeps every peak when it decimates", async () => {
		const sensor = history.newSensor();
		for (let index = 0; index < 100_000; index += 1)
			sensor.series(ECG).append(T + index * 4, index % 9_973 === 0 ? 5 : Math.sin(index / 20));
		const answer = await read(sensor, "ecg", T, T + 400_000, 500);
		expect(answer.samples).toBe(100_000);
		expect(answer.v.length).toBeLessThanOrEqual(500);
		expect(answer.v.filter((value) => value === 5)).toHaveLength(11);
		expect(answer.dt).toEqual(answer.dt.toSorted((a, b) => a - b));
	});

	it("lets the sample written last win, also when it was stored in another flush", async () => {
		const sensor = history.newSensor();
		for (const value of [1, 2, 3]) sensor.series(ECG).append(T + value * 4, value);
		await history.pool.drain();
		sensor.series(ECG).append(T + 8, 20);
		sensor.series(ECG).append(T + 6, 15);
		await history.pool.drain();
		// Begins before the correction it overrides.
		sensor.series(ECG).append(T + 2, 0);
		sensor.series(ECG).append(T + 8, 21);
		const { dt, v, samples } = await read(sensor, "ecg", T, T + 1_000);
		expect({ dt, v, samples }).toEqual({ dt: [0, 2, 4, 6, 10], v: [0, 1, 15, 21, 3], samples: 5 });
	});

	it("lists the stretches of more than three expected intervals", async () => {
		const sensor = history.newSensor();
		for (const at of [0, 4, 16, 29, 33, 1_000]) sensor.series(ECG).append(T + at, 1);
		const { gaps } = await read(sensor, "ecg", T, T + 1_000);
		expect(gaps).toEqual([
			{ from: T + 16, to: T + 29 },
			{ from: T + 33, to: T + 1_000 },
		]);
		sensor.series({ ...ECG, delivery: "event" });
		await expect(read(sensor, "ecg", T, T + 1_000)).resolves.toMatchObject({ gaps: [] });
	});

	it("limits the gaps it lists and the points it gives", async () => {
		const sensor = history.newSensor();
		for (let index = 0; index < 2_000; index += 1) sensor.series(ECG).append(T + index * 20, index);
		expect((await read(sensor, "ecg", T, T + 40_000)).gaps).toHaveLength(HISTORY.gaps);
		expect((await read(sensor, "ecg", T, T + 40_000, -5)).dt).toHaveLength(2);
	});

	it("gives the same overview of a long range as all its samples would", async () => {
		const sensor = history.newSensor();
		const series = sensor.series(ECG);
		const written = new Map<number, number>();
		const put = (t: number, value: number) => {
			series.append(t, value);
			if (!Number.isNaN(value)) written.set(t, value);
		};
		for (let index = 0; index < 60_000; index += 1) {
			// Flushes of 62 samples; some chunks hold a gap, repeated times, NaN, or nothing but NaN.
			const inGap = index % 7_001 > 6_980;
			const value =
				index % 997 < 3 || (index > 30_000 && index < 30_200) ? Number.NaN : Math.sin(index / 300) * 2;
			if (!inGap) put(T + index * 4, index === 12_345 ? 9 : index === 45_678 ? -9 : value);
			if (index % 5_003 === 0) put(T + index * 4, 0.5);
			if (index % 62 === 61) series.seal();
		}
		const [from, to] = [T + 1_001, T + 239_000];
		const overview = await read(sensor, "ecg", from, to, 300);
		expect(overview.decimated).toBe(true);
		for (const [index, dt] of overview.dt.entries())
			if (overview.v[index] !== null)
				expect(overview.v[index]).toBeCloseTo(written.get(overview.t0 + dt)!, 5);
		expect(overview.v).toContain(9);
		expect(overview.v).toContain(-9);
		// A correction makes chunks overlap, so that every sample is read.
		sensor.series(ECG).append(T + 2_000, 0.25);
		const exact = await read(sensor, "ecg", from, to, 300);
		expect(overview.samples).toBe(exact.samples);
		expect(overview.gaps).toEqual(exact.gaps);
		expect(overview.gaps.length).toBeGreaterThan(5);
		const span = (answer: HistoryAnswer) =>
			Math.max(...answer.v.map(Number)) - Math.min(...answer.v.map(Number));
		expect(span(overview)).toBe(span(exact));
		expect(exact.v).toContain(0.25);
	});

	it("flattens vectors by their fields, with null where a number is missing", async () => {
		const sensor = history.newSensor();
		const place: SeriesDescriptor = {
			...ECG,
			attributeId: "place",
			attributeType: "geolocation",
			precision: 64,
			stride: 3,
		};
		sensor.series(place).append(T, new Float64Array([48.123456789, 16.1, Number.NaN]));
		sensor.series(place).append(T + 1_000, new Float64Array([48.2, 16.2]));
		const { fields, v, dt } = await read(sensor, "place", T, T + 5_000);
		expect(fields).toEqual(["latitude", "longitude", expect.any(String)]);
		expect({ dt, v }).toEqual({ dt: [0, 1_000], v: [48.123456789, 16.1, null, 48.2, 16.2, null] });
	});

	it("leaves unreadable samples out of a curve and gives structured series as they are", async () => {
		const sensor = history.newSensor();
		sensor.series(ECG).append(T, 1);
		sensor.series(ECG).append(T + 4, { odd: true });
		sensor.series({ ...ECG, attributeId: "pose", precision: "json" }).append(T, { joints: [[1, 2]] });
		sensor.series({ ...ECG, attributeId: "pose", precision: "json" }).append(T + 4, [3]);
		await expect(read(sensor, "ecg", T, T + 10)).resolves.toMatchObject({ v: [1], samples: 1 });
		await expect(read(sensor, "pose", T, T + 10)).resolves.toMatchObject({
			fields: [],
			v: [{ joints: [[1, 2]] }, [3]],
		});
	});

	it("takes ranges beyond all time", async () => {
		const sensor = history.newSensor();
		sensor.series(ECG).append(T, 1);
		await expect(read(sensor, "ecg", -1e300, 1e300)).resolves.toMatchObject({ samples: 1, v: [1] });
	});
});
