import { describe, expect, it } from "vitest";
import { BeatTemplates } from "./beat-templates.ts";
import { SampleRing } from "./sample-ring.ts";

const RATE = 250;

/** A trace with one beat in its middle whose shape depends on `kind`. */
function beat(kind: number, height = 1, offset = 0, slope = 0): SampleRing {
	const trace = new SampleRing(500);
	for (let i = 0; i < 500; i++) {
		const seconds = (i - 250) / RATE;
		const wave =
			Math.exp(-((seconds / 0.015) ** 2)) - Math.exp(-(((seconds - 0.02 * kind) / 0.01) ** 2)) * 0.8;
		trace.push(offset + slope * seconds + height * wave);
	}
	return trace;
}

describe("BeatTemplates", () => {
	it("knows nothing at first and nothing established after one beat", () => {
		const templates = new BeatTemplates(RATE);
		expect([templates.empty, templates.match(beat(1), 250)]).toEqual([true, 0]);
		expect(templates.learn(beat(1), 250)).toBe(0);
		expect([templates.empty, templates.match(beat(1), 250)]).toEqual([false, 0]);
	});

	it("recognises a shape in any height, on any level and drift", () => {
		const templates = new BeatTemplates(RATE);
		for (let i = 0; i < 3; i++) templates.learn(beat(1), 250);
		expect(templates.match(beat(1, 0.1, 40, 3), 250)).toBeGreaterThan(0.99);
		expect(templates.match(beat(4), 250)).toBeLessThan(0.8);
	});

	it("recognises a beat whose R wave was placed beside its true sample", () => {
		const templates = new BeatTemplates(RATE);
		for (let i = 0; i < 3; i++) templates.learn(beat(1), 250);
		expect(templates.match(beat(1), 253)).toBeGreaterThan(0.95);
	});

	it("leaves rare shapes out when only prevailing ones are asked for", () => {
		const templates = new BeatTemplates(RATE);
		for (let i = 0; i < 20; i++) templates.learn(beat(1), 250);
		for (let i = 0; i < 3; i++) templates.learn(beat(4), 250);
		expect(templates.match(beat(4), 250)).toBeGreaterThan(0.99);
		expect(templates.match(beat(4), 250, 0.3)).toBeLessThan(0.8);
	});

	it("forgets shapes seen once rather than the heart's own", () => {
		const templates = new BeatTemplates(RATE);
		for (let i = 0; i < 8; i++) templates.learn(beat(1), 250);
		for (let kind = 2; kind < 40; kind++) templates.learn(beat(kind / 4), 250);
		expect(templates.match(beat(1), 250, 0.5)).toBeGreaterThan(0.9);
		expect(templates.mature).toBe(true);
	});
});
