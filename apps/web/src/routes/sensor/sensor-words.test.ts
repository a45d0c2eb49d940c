import { describe, expect, it } from "vitest";
import { clockWords, defaultWindow, deliveryWords } from "./sensor-words.ts";

describe("sensor words", () => {
	it("tells which clock is ahead, and that small differences mean nothing", () => {
		expect(clockWords(null)).toBe("clock not compared yet");
		expect(clockWords(-30)).toBe("clock agrees with the server");
		expect(clockWords(1400)).toBe("clock 1.4 s behind the server");
		expect(clockWords(-7_200_000)).toBe("clock 2 h ahead of the server");
	});

	it("explains the device's window by attention", () => {
		expect(deliveryWords({ attention_level: "none", window_ms: 5000 })).toBe(
			"sends every 5 s: nobody watches it",
		);
	});

	it("opens with a window that suits the fastest signal", () => {
		expect(defaultWindow([4, 60_000])).toBe(10_000);
		expect(defaultWindow([1000])).toBe(60_000);
		expect(defaultWindow([5000])).toBe(300_000);
		expect(defaultWindow([60_000])).toBe(3_600_000);
		expect(defaultWindow([])).toBe(3_600_000);
	});
});
