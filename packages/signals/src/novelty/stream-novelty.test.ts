import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { isGap, StreamNovelty, type StreamVerdict } from "./stream-novelty.ts";

const RULES = { method: "robust", flatLine: true, step: 0, plausible: [0, 200] } as const;
const SECOND = 1_000;

/** A stream with an hour of N(60, 1) behind it. */
function seasoned(): StreamNovelty {
	const stream = new StreamNovelty(RULES);
	const chance = new SeededRng(5);
	for (let i = 0; i < 3_600; i++) stream.step(i * SECOND, 60 + chance.normal(), SECOND);
	return stream;
}

function verdicts(stream: StreamNovelty, fromS: number, values: readonly number[]): StreamVerdict[] {
	return values.map((value, i) => stream.step((fromS + i) * SECOND, value, SECOND));
}

describe("StreamNovelty", () => {
	it("tells the first of a run of implausible values, and learns from none", () => {
		const stream = seasoned();
		const before = stream.method!.snapshot();
		expect(verdicts(stream, 3_600, [-5, 900, -1])).toEqual(["implausible", "none", "none"]);
		expect(stream.method!.snapshot()).toEqual(before);
		expect(verdicts(stream, 3_604, [60, 201])).toEqual(["none", "implausible"]);
	});

	it("tells once, after 120 values, what was never plausible, and a sensor that only begins so not at all", () => {
		const stuck = new StreamNovelty(RULES);
		expect(verdicts(stuck, 0, new Array(119).fill(390)).every((verdict) => verdict === "none")).toBe(true);
		expect(verdicts(stuck, 119, [390, 391, 392])).toEqual(["never plausible", "none", "none"]);
		expect(verdicts(stuck, 122, [60, 390, 391])).toEqual(["none", "implausible", "none"]);
		const begins = new StreamNovelty(RULES);
		expect(verdicts(begins, 0, [-1, -1, 60, 61, -1])).toEqual([...new Array(4).fill("none"), "implausible"]);
	});

	it("tells a flat line, and a value that stands out", () => {
		const stream = seasoned();
		expect(verdicts(stream, 3_600, [75, 60.4])).toEqual(["spike", "none"]);
		expect(verdicts(stream, 3_602, new Array(40).fill(60.4)).filter((v) => v !== "none")).toEqual([
			"flat line",
		]);
	});

	it("does not mind standing still at an end of the range: darkness, a full battery", () => {
		const stream = seasoned();
		expect(verdicts(stream, 3_600, new Array(60).fill(0))).not.toContain("flat line");
	});

	it("leaves out what is not newer or not a number", () => {
		const stream = seasoned();
		expect(verdicts(stream, 3_000, [75])).toEqual(["none"]);
		expect(verdicts(stream, 3_600, [Number.NaN, 75])).toEqual(["none", "spike"]);
	});

	it("learns anew what comes after a long gap", () => {
		const stream = seasoned();
		expect(verdicts(stream, 9_000, [90, 90.5, 89]).every((v) => v === "none")).toBe(true);
	});

	it("works with one rule as well", () => {
		const bounds = new StreamNovelty({ method: null, flatLine: false, step: 0, plausible: [-10, 10] });
		expect(verdicts(bounds, 0, [3, 11, 3])).toEqual(["none", "implausible", "none"]);
		const welford = new StreamNovelty({ method: "welford", flatLine: false, step: 0, plausible: null });
		expect(verdicts(welford, 0, [...new Array(40).fill(0).map((_, i) => i % 2), 9]).at(-1)).toBe("spike");
	});

	it("goes on from a snapshot, and begins anew with what does not fit", () => {
		const stream = seasoned();
		const kept = JSON.parse(JSON.stringify(stream.snapshot())) as [number[], number[]];
		const other = new StreamNovelty(RULES);
		other.restore(kept);
		expect(verdicts(other, 3_600, [75])).toEqual(["spike"]);
		const strange = new StreamNovelty(RULES);
		strange.restore([[1, 2], []]);
		expect(verdicts(strange, 3_600, [75])).toEqual(["none"]);
	});

	it("takes more than five usual intervals for a gap", () => {
		expect([isGap(5_000, 1_000), isGap(5_001, 1_000)]).toEqual([false, true]);
	});
});
