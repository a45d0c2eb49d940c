import { describe, expect, it } from "vitest";
import type { NoveltyStream } from "./novelty-stream.ts";
import { flatWords, gapWords, implausibleWords, shiftWords, span, spikeWords } from "./novelty-words.ts";

const heart: NoveltyStream = {
	...{
		sensorId: "s",
		attributeId: "hr",
		feature: "value",
		label: "heart rate",
		unit: "bpm",
		digits: 0,
		step: 1,
	},
	...{ judged: true, flatLine: true, plausible: [20, 300] },
};
const air = { ...heart, label: "temperature", unit: "°C", digits: 1, plausible: null };

describe("the words of an alarm", () => {
	it("say what came and what is usual", () => {
		expect(spikeWords(heart, 142.3, { centre: 62, spread: 2 })).toBe(
			"heart rate 142\u00a0bpm, usually 58–66",
		);
		expect(shiftWords(heart, 95, { centre: 62, spread: 2 })).toBe(
			"heart rate up to 95\u00a0bpm and staying there, usually about 62",
		);
		expect(shiftWords(heart, 40, { centre: 62, spread: 2 })).toBe(
			"heart rate down to 40\u00a0bpm and staying there, usually about 62",
		);
	});

	it("end the usual range where values cannot be right", () => {
		const quality = { ...heart, label: "signal quality", unit: "%", plausible: [0, 100] as const };
		expect(spikeWords(quality, 80, { centre: 100, spread: 0.5 })).toBe(
			"signal quality 80\u00a0%, usually 99–100",
		);
	});

	it("take as many digits as it needs to see the difference", () => {
		expect(spikeWords(air, 21.54, { centre: 21.5, spread: 0.005 })).toBe(
			"temperature 21.54\u00a0°C, usually 21.49–21.51",
		);
		expect(spikeWords(air, 1e-9, { centre: 0, spread: 1e-12 })).toBe(
			"temperature 0.0000\u00a0°C, usually 0.0000",
		);
	});

	it("write negative numbers so that nobody takes a dash for a sign", () => {
		expect(spikeWords({ ...air, unit: null }, -9, { centre: 0, spread: 1 })).toBe(
			"temperature −9.0, usually −2.0 to 2.0",
		);
	});

	it("say how long nothing changed, or nothing came", () => {
		expect(flatWords(air, 21.5, 180_000, 4_000)).toBe(
			"temperature unchanged at 21.5\u00a0°C for 3 min, usually for 4 s",
		);
		expect(gapWords(heart, 12_000, 1_000)).toBe("no heart rate for 12 s, usually every 1 s");
		expect(implausibleWords(air, -127, [-40, 85])).toBe(
			"temperature −127.0\u00a0°C cannot be right: outside −40 to 85",
		);
	});

	it("show as many digits as it takes to see that a value is outside", () => {
		expect(implausibleWords(heart, 300.04, [20, 300])).toBe(
			"heart rate 300.04\u00a0bpm cannot be right: outside 20–300",
		);
		expect(implausibleWords(heart, 300 + 1e-9, [20, 300])).toMatch(/^heart rate 300\.0{1,4}\u00a0bpm cannot/);
	});

	it("write times as people do", () => {
		expect([0.2, 80, 1_240, 61_000, 150_000, 7_200_000].map(span)).toEqual([
			"1 ms",
			"80 ms",
			"1.2 s",
			"61 s",
			"3 min",
			"2 h",
		]);
	});
});
