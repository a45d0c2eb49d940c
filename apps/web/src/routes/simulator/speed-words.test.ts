import { describe, expect, it } from "vitest";
import { SPEEDS, speedText, speedWords } from "./speed-words.ts";

describe("speedText", () => {
	it("writes speeds without digits that say nothing", () => {
		expect(SPEEDS.map(speedText)).toEqual(["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×"]);
		expect(speedText(1 / 3)).toBe("0.333×");
	});
});

describe("speedWords", () => {
	it("says that only the signals change their pace", () => {
		expect(speedWords(4)).toBe("Signals run 4 times as fast as in life; samples keep their rates.");
		expect(speedWords(0.5)).toBe("Signals run at half their pace; samples keep their rates.");
		expect(speedWords(1)).toBe("Signals run as in life.");
	});

	it("has words for speeds nobody can choose here", () => {
		expect(speedWords(1.5)).toContain("1.5 times as fast");
		expect(speedWords(0.8)).toContain("at 0.8× their pace");
	});
});
