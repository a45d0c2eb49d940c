import { describe, expect, it } from "vitest";
import { batteryText, seenText } from "./row-text.ts";
import type { SensorRow } from "./sensor-row.ts";

describe("row text", () => {
	it("says never, now or how long ago", () => {
		const seen = (seenAtMs: number | undefined): string => seenText({ seenAtMs } as SensorRow, 100_000);
		expect([seen(undefined), seen(99_500), seen(59_000), seen(100_400)]).toEqual([
			"never",
			"now",
			"41 s ago",
			"now",
		]);
	});

	it("warns of a low battery by sign, not by colour alone", () => {
		expect([batteryText(undefined), batteryText(8), batteryText(80.4)]).toEqual(["—", "▲ 8 %", "80 %"]);
	});
});
