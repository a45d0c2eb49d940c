import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { PhaseTrack } from "../phase/phase-track.ts";
import { breathe, SAMPLE_HZ, strangers, track, watchBelts } from "./fixtures/breathers.ts";
import { groupIndex } from "./group-index.ts";

const TAU = 2 * Math.PI;

/** Somebody who breathes at 1/4 Hz, ahead by some radians. */
function steady(lead: number, seconds = 70): PhaseTrack {
	return track(
		Float64Array.from({ length: seconds * SAMPLE_HZ }, (_, i) =>
			Math.cos((TAU * i) / (4 * SAMPLE_HZ) + lead),
		),
	);
}

describe("groupIndex", () => {
	it("is unknown for fewer than two phases", () => {
		expect(groupIndex([], 0, 100)).toBeUndefined();
		expect(groupIndex([steady(0)], 140, 260)).toBeUndefined();
		expect(groupIndex([steady(0), new PhaseTrack(2_000)], 140, 260)).toBeUndefined();
	});

	it("is 1 in step, −1 for two in opposition, the cosine of a lead", () => {
		expect(groupIndex([steady(0), steady(0), steady(0)], 140, 260)!.index).toBeCloseTo(1, 3);
		expect(groupIndex([steady(0), steady(Math.PI)], 140, 260)!.index).toBeCloseTo(-1, 3);
		expect(groupIndex([steady(0), steady(1)], 140, 260)!.index).toBeCloseTo(Math.cos(1), 2);
	});

	it("tells how much of the window it rests on", () => {
		const late = track(breathe(new SeededRng(1), 40, { rateHz: 0.25, wander: 0 }), 30_000);
		const { known } = groupIndex([steady(0), late], 140, 260)!;
		expect(known).toBeCloseTo((260 - 4 * 58) / 120, 1);
	});

	it("is 0 on average for strangers, however few they are, where R is not", () => {
		for (const members of [2, 3, 5, 10]) {
			let sum = 0;
			let order = 0;
			let looks = 0;
			for (let seed = 0; seed < 60 / members; seed++) {
				watchBelts(strangers(new SeededRng(1_000 * members + seed), members, 620), (tracks, second) => {
					if (second < 90 || second % 30 > 0) return;
					const { end } = tracks[0]!;
					const group = groupIndex(tracks, end - 120, end)!;
					sum += group.index;
					order += group.rawR;
					looks++;
				});
			}
			// Single windows of two strangers scatter by .4; the mean of hundreds comes near 0.
			expect(Math.abs(sum / looks)).toBeLessThan(0.06);
			if (members === 2) expect(order / looks).toBeGreaterThan(0.55);
		}
	});
});
