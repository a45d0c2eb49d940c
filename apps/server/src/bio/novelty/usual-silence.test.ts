import { describe, expect, it } from "vitest";
import { UsualSilence } from "./usual-silence.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Silences of these lengths, one every so often; which of them were told. */
function told(lengthsS: readonly number[], everyMs = 10 * MINUTE, silences = new UsualSilence()): boolean[] {
	return lengthsS.map((length, i) => {
		let said = 0;
		for (let second = 6; second <= length; second++) {
			if (silences.lasts(1_000 * second, i * everyMs + 1_000 * second)) said++;
		}
		silences.ends(i * everyMs + 1_000 * length);
		expect(said).toBeLessThanOrEqual(1);
		return said === 1;
	});
}

describe("UsualSilence", () => {
	it("tells the first one, and then no more of the kind", () => {
		expect(told([20, 30, 25, 40, 28, 45])).toEqual([true, false, false, false, false, false]);
	});

	it("tells one that is twice as long as usual, when it is", () => {
		const silences = new UsualSilence();
		told([20, 30], 10 * MINUTE, silences);
		expect(silences.lasts(50_000, HOUR)).toBe(false);
		expect(silences.lasts(50_001, HOUR)).toBe(true);
	});

	it("tells the first one again after a day without any", () => {
		const silences = new UsualSilence();
		told([20, 30, 25], 10 * MINUTE, silences);
		expect(silences.lasts(6_000, 23 * HOUR)).toBe(false);
		silences.ends(23 * HOUR);
		expect(silences.lasts(6_000, 48 * HOUR)).toBe(true);
		silences.ends(48 * HOUR);
		expect(silences.lasts(6_000, 49 * HOUR)).toBe(false);
	});

	it("takes values without a silence before them for nothing", () => {
		const silences = new UsualSilence();
		for (let i = 0; i < 100; i++) silences.ends(1_000 * i);
		expect(silences.lasts(6_000, HOUR)).toBe(true);
	});
});
