import fc from "fast-check";
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

/** What was expected, as a detector tells it, with a threshold of 5. */
const around = (centre: number, deviation: number, expected = centre, before = centre) => {
	return { before, centre, deviation, expected, threshold: 5 };
};

/** Numbers of a text, in their order. */
const numbers = (text: string): number[] =>
	(
		text
			.replaceAll("−", "-")
			.replaceAll(/(?<=\d)–/g, " ")
			.match(/-?\d+(\.\d+)?/g) ?? []
	).map(Number);

describe("the words of an alarm", () => {
	it("say what came and what is usual", () => {
		expect(spikeWords(heart, 142.3, around(62, 2))).toBe("heart rate 142\u00a0bpm, usually 58–66");
		expect(shiftWords(heart, { centre: 62, level: 94.7 })).toBe(
			"heart rate up to about 95\u00a0bpm and staying there, usually about 62",
		);
		expect(shiftWords(heart, { centre: 62, level: 40 })).toBe(
			"heart rate down to about 40\u00a0bpm and staying there, usually about 62",
		);
	});

	it("tell what is usual after the value before where neighbours resemble each other", () => {
		expect(spikeWords(heart, 74, around(72, 0.6, 69.2, 69))).toBe(
			"heart rate 74\u00a0bpm, after 69 usually 68–70",
		);
	});

	it("end the usual range where values cannot be right", () => {
		const quality = { ...heart, label: "signal quality", unit: "%", plausible: [0, 100] as const };
		expect(spikeWords(quality, 80, around(100, 0.5))).toBe("signal quality 80\u00a0%, usually 99–100");
		const activity = { ...air, label: "activity", unit: null, least: 0 };
		expect(spikeWords(activity, 48, around(12, 6.5))).toBe("activity 48.0, usually 0.0–25.0");
	});

	it("take as many digits as it needs to see the difference", () => {
		expect(spikeWords(air, 21.54, around(21.5, 0.005))).toBe(
			"temperature 21.54\u00a0°C, usually 21.49–21.51",
		);
		expect(spikeWords(air, 1e-7, around(0, 1e-9))).toBe("temperature 0.0000001\u00a0°C, usually 0.0000000");
	});

	it("write negative numbers so that nobody takes a dash for a sign", () => {
		expect(spikeWords({ ...air, unit: null }, -9, around(0, 1))).toBe(
			"temperature −9.0, usually −2.0 to 2.0",
		);
	});

	it("never contradict themselves: the value told lies outside the range told, on the side where it is", () => {
		const size = fc.double({ min: -1e6, max: 1e6, noNaN: true });
		const positive = fc.double({ min: 1e-9, max: 1e4, noNaN: true });
		const digits = fc.integer({ min: 0, max: 3 });
		fc.assert(
			fc.property(
				size,
				size,
				positive,
				positive,
				digits,
				fc.boolean(),
				(centre, lead, share, beyond, d, up) => {
					const expected = centre + lead;
					const deviation = Math.max(share, 1e-4 * Math.abs(centre));
					const value = expected + (up ? 1 : -1) * (5 + beyond) * deviation;
					const stream = { ...heart, label: "x", unit: null, digits: d, plausible: null };
					const text = spikeWords(stream, value, around(centre, deviation, expected));
					const [told, low, high = low] = numbers(text.replace(/ after \S+/, ""));
					expect(up ? told! > high! : told! < low!, text).toBe(true);
				},
			),
		);
	});

	it("tell a new usual value that differs from the old one", () => {
		const size = fc.double({ min: -1e6, max: 1e6, noNaN: true });
		const digits = fc.integer({ min: 0, max: 3 });
		fc.assert(
			fc.property(size, fc.double({ min: 1e-9, max: 1e4, noNaN: true }), digits, (centre, far, d) => {
				const level = centre + Math.max(far, 1e-4 * Math.abs(centre));
				const [now, before] = numbers(shiftWords({ ...heart, digits: d, unit: null }, { centre, level }));
				expect(now).toBeGreaterThan(before!);
			}),
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
		expect(implausibleWords(heart, 300 + 1e-9, [20, 300])).toBe(
			"heart rate 300.000000001\u00a0bpm cannot be right: outside 20–300",
		);
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
