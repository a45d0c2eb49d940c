import { describe, expect, it } from "vitest";
import { avatarText, componentToken, seriesLook } from "./series-color.ts";

describe("seriesLook", () => {
	it("is the same for the same key and spreads over all ten colours", () => {
		expect(seriesLook("person-1")).toEqual(seriesLook("person-1"));
		const tokens = new Set(Array.from({ length: 60 }, (_, i) => seriesLook(`person-${i}`).token));
		expect(tokens.size).toBe(10);
	});
});

describe("componentToken", () => {
	it("gives three components three colours and wraps around", () => {
		expect([0, 1, 2].map((index) => componentToken("--s9", index))).toEqual(["--s9", "--s2", "--s5"]);
	});
});

describe("avatarText", () => {
	it.each([
		["Person 12", "12"],
		["Record 208", "08"],
		["garden", "G"],
		["émile", "É"],
		["", "?"],
	])("of %j is %j", (name, text) => {
		expect(avatarText(name)).toBe(text);
	});
});
