import { describe, expect, it } from "vitest";
import { lineAt, lineCount, offsetOf } from "./text-position.ts";

const text = "version: 1\nconnectors:\n  - id: a";

describe("offsetOf", () => {
	it("stops at the end of a short line and of the text", () => {
		expect(offsetOf(text, 1, 99)).toBe(10);
		expect(offsetOf(text, 9, 1)).toBe(text.length);
	});

	it("finds the character a problem names", () => {
		expect(text.slice(offsetOf(text, 3, 5), offsetOf(text, 3, 7))).toBe("id");
		expect(offsetOf(text, 1, 0)).toBe(0);
	});
});

describe("lines", () => {
	it("counts a trailing newline as an empty last line", () => {
		expect([lineCount(""), lineCount("a"), lineCount("a\n")]).toEqual([1, 1, 2]);
		expect(lineAt(text, offsetOf(text, 2, 3))).toBe(2);
	});
});
