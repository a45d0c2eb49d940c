import type { AttributeSummary } from "@sensocto/protocol";
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
		expect(deliveryWords({ attention_level: "none", window_ms: 5000, attributes: [] })).toBe(
			"sends every 5 s: nobody watches it",
		);
	});

	it("says that a device is asked to send nothing, and why", () => {
		const paused = { attention_level: "low", window_ms: 10_000, paused: true, attributes: [] } as const;
		expect(
			deliveryWords(
				{ ...paused, attributes: [] },
				{ label: "critical", injected: false, bottleneck: "heap" },
			),
		).toBe("paused: somebody has it in sight · server busy: heap");
	});

	it("says why a device sends less often than somebody's attention asks for", () => {
		const slow = { attention_level: "high", window_ms: 500, attributes: [] as AttributeSummary[] } as const;
		expect(deliveryWords(slow, { label: "critical", injected: true, bottleneck: "memory" })).toBe(
			"sends every 500 ms: somebody works with it · load drill: critical",
		);
		expect(deliveryWords(slow, { label: "high", injected: false, bottleneck: "event loop" })).toBe(
			"sends every 500 ms: somebody works with it · server busy: event loop",
		);
		expect(deliveryWords(slow)).toBe("sends every 500 ms: somebody works with it · server busy");
		const fast = { attention_level: "high", window_ms: 100, attributes: [] as AttributeSummary[] } as const;
		expect(deliveryWords(fast, { label: "high", injected: false, bottleneck: "event loop" })).toBe(
			"sends every 100 ms: somebody works with it",
		);
	});

	it("does not blame the server for what a device's own battery bounds", () => {
		const battery = {
			attribute_type: "battery",
			attribute_id: "battery",
			last_value: { payload: 9, timestamp: 0 },
		};
		const spared = {
			...({ attention_level: "medium", window_ms: 2_000 } as const),
			attributes: [battery as AttributeSummary],
		};
		const words = "sends every 2 s: somebody watches it · its battery is low";
		expect(deliveryWords(spared)).toBe(words);
		expect(deliveryWords(spared, { label: "elevated", injected: false, bottleneck: "heap" })).toBe(
			`${words} · server busy: heap`,
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
