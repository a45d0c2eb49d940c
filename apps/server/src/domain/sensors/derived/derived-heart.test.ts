import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type AttributeMetadata, typeOfAttribute } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { Attribute, type Sample } from "../attribute.ts";
import { DerivedHeart } from "./derived-heart.ts";

const RATE_HZ = 360;
const CLEAN_S = 40;

function recording(name: string): number[] {
	const file = new URL(`../../../../../../packages/simulator/recordings/ecg/${name}.csv.gz`, import.meta.url);
	const lines = gunzipSync(readFileSync(file)).toString().trim().split(/\r?\n/);
	return lines.map(Number).filter((value) => Number.isFinite(value));
}

/** Feeds an ECG as a device would and returns what was derived, by suffix. */
function derive(
	ecg: readonly number[],
	{ rate = RATE_HZ as number | null, pauseAt = Number.POSITIVE_INFINITY } = {},
) {
	const type = typeOfAttribute({ attribute_id: "ecg", attribute_type: "ecg" });
	const meta = {
		unit: "mV",
		displayName: null,
		samplingRateHz: rate,
		provenance: "real" as const,
		derivedFrom: null,
	};
	const attribute = new Attribute("ecg", type, meta);
	const derived: Record<string, { time: number; sample: Sample }[]> = {};
	const heart = new DerivedHeart(attribute, (metadata: AttributeMetadata, time, sample) => {
		derived[metadata.attribute_id] ??= [];
		derived[metadata.attribute_id]!.push({ time, sample });
	});
	ecg.forEach((value, index) => {
		const time = Math.trunc((index * 1_000) / RATE_HZ) + (index >= pauseAt ? 60_000 : 0);
		heart.sample(attribute.append(time, value, time), time, value, time);
	});
	return derived;
}

describe("DerivedHeart", () => {
	const noisy = recording("nstdb-118e00-360hz");
	const clean = noisy.slice(0, CLEAN_S * RATE_HZ);

	it("derives a steady heart rate and RR intervals that agree with it", () => {
		const { ecg_heartrate: rates = [], ecg_rr: intervals = [] } = derive(clean);
		const known = rates.filter(({ sample }) => Number.isFinite(sample));
		expect(known.length).toBeGreaterThan(30);
		expect(known.every(({ sample }) => (sample as number) > 60 && (sample as number) < 90)).toBe(true);
		const mean = intervals.reduce((sum, { sample }) => sum + (sample as number), 0) / intervals.length;
		expect(60_000 / mean).toBeCloseTo(
			known.reduce((sum, { sample }) => sum + (sample as number), 0) / known.length,
			-1,
		);
	});

	it("tells unknown instead of a guess while noise drowns the signal", () => {
		const { ecg_heartrate: rates = [], ecg_quality: quality = [] } = derive(noisy);
		const during = rates.filter(({ time }) => time > (CLEAN_S + 10) * 1_000);
		expect(during.some(({ sample }) => Number.isNaN(sample))).toBe(true);
		expect(Math.min(...quality.map(({ sample }) => sample as number))).toBeLessThan(66);
	});

	it("measures a sampling rate the device did not state", () => {
		const { ecg_heartrate: rates = [] } = derive(clean, { rate: null });
		expect(rates.filter(({ sample }) => Number.isFinite(sample)).length).toBeGreaterThan(30);
	});

	it("starts anew after a break, with no interval across it", () => {
		const { ecg_rr: intervals = [] } = derive(clean, { pauseAt: clean.length / 2 });
		expect(Math.max(...intervals.map(({ sample }) => sample as number))).toBeLessThan(2_000);
	});

	it("derives nothing from a signal too slow for beats", () => {
		expect(derive(clean, { rate: 20 })).toEqual({});
	});
});
