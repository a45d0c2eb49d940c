import { describe, expect, it } from "vitest";
import { instantText, tickText } from "./time-text.ts";

const noon = new Date(2026, 2, 5, 12, 3, 4, 250).getTime();

describe("time text", () => {
	it("shows as much of the time as the step needs", () => {
		expect(tickText(noon, 500)).toBe("12:03:04.2");
		expect(tickText(noon, 5000)).toBe("12:03:04");
		expect(tickText(noon, 300_000)).toBe("12:03");
		expect(tickText(new Date(2026, 2, 5).getTime(), 3_600_000)).toBe("5 Mar");
	});

	it("adds the date to an instant of another day", () => {
		expect(instantText(noon, noon + 1000)).toBe("12:03:04.250");
		expect(instantText(noon, noon + 86_400_000)).toBe("5 Mar 12:03:04.250");
	});
});
