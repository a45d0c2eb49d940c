import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { PhaseTrack } from "../phase/phase-track.ts";
import { breathe, strangers, track, wanderingPhase } from "./fixtures/breathers.ts";
import { pairLag, phaseLocking } from "./pair-locking.ts";

const FROM = 4 * 100;
const TO = FROM + 120;

/** Two who breathe alike at about 1/4 Hz, the second one later by some ms. */
function pair(lateMs: number, seed = 4): [PhaseTrack, PhaseTrack] {
	const rng = new SeededRng(seed);
	const phases = wanderingPhase(rng, 140, { rateHz: 0.25, wander: 0.04 });
	const belt = (lead: number): PhaseTrack =>
		track(breathe(rng, 140, { rateHz: 0.25, wander: 0, follows: { phases, fromS: 0, lead, jitter: 0 } }));
	return [belt(0), belt((-2 * Math.PI * 0.25 * lateMs) / 1_000)];
}

describe("phaseLocking", () => {
	it("is unknown without common phases", () => {
		expect(phaseLocking(pair(0)[0], new PhaseTrack(2_000), FROM, TO)).toBeUndefined();
	});

	it("is near 1 whatever the lag, and far from it for strangers", () => {
		for (const lag of [0, 700, 2_000]) expect(phaseLocking(...pair(lag), FROM, TO)).toBeGreaterThan(0.98);
		const [a, b] = strangers(new SeededRng(8), 2, 140).map((belt) => track(belt));
		expect(phaseLocking(a!, b!, FROM, TO)).toBeLessThan(0.8);
	});
});

describe("pairLag", () => {
	it("finds nothing where nothing oscillates", () => {
		expect(pairLag(pair(0)[0], new PhaseTrack(2_000), FROM, TO)).toBeUndefined();
	});

	it.each([500, 900, 1_300])("finds a lag of %i ms and who is ahead", (lateMs) => {
		const [a, b] = pair(lateMs);
		const found = pairLag(a, b, FROM, TO)!;
		expect(Math.abs(found.lagMs - lateMs)).toBeLessThan(120);
		expect(found.correlation).toBeGreaterThan(0.95);
		expect(found.leader).toBe(0);
		const turned = pairLag(b, a, FROM, TO)!;
		expect(turned.lagMs).toBeCloseTo(-found.lagMs, 6);
		expect(turned.leader).toBe(1);
	});

	it("names no leader in step, nor half a breath apart", () => {
		expect(pairLag(...pair(0), FROM, TO)!.leader).toBeUndefined();
		expect(pairLag(...pair(2_000), FROM, TO)!.leader).toBeUndefined();
	});
});
