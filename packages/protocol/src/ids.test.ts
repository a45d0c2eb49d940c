import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAttributeId, isEntityId, readText } from "./ids.ts";
import { utf8Length } from "./json.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";

describe("isAttributeId", () => {
	it.each(["", "_a", "-a", "bad id!", "a.b", "ä", "a\n", "x".repeat(65), 7, null, undefined])(
		"refuses %j",
		(id) => {
			expect(isAttributeId(id)).toBe(false);
		},
	);

	it.each(["a", "7", "constructor", "00002a37-0000-1000-8000-00805f9b34fb", "x".repeat(64)])(
		"takes %j",
		(id) => {
			expect(isAttributeId(id)).toBe(true);
		},
	);
});

describe("isEntityId", () => {
	it.each(["", "a\u0000b", "a\nb", "\u009f", "\ud800", "x".repeat(256), "ü".repeat(128), 5, null])(
		"refuses %j",
		(id) => {
			expect(isEntityId(id)).toBe(false);
		},
	);

	it.each(["AA:BB:CC:DD:EE:FF", "buttplug:0:Dev Name", "a.b", "ü".repeat(127)])("takes %j", (id) => {
		expect(isEntityId(id)).toBe(true);
	});
});

describe("readText", () => {
	it("removes control characters, cuts to length and says when nothing is left", () => {
		expect(readText(" Chest\u0000 strap\n", 255)).toBe("Chest strap");
		expect(readText("abcdef", 3)).toBe("abc");
		expect(readText("\u0007 ", 255)).toBeUndefined();
		expect(readText(7, 255)).toBeUndefined();
	});

	it("never leaves half a surrogate pair", () => {
		expect(readText("ab😀", 3)?.isWellFormed()).toBe(true);
	});
});

describe("utf8Length", () => {
	it("counts what an encoder writes", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});

	it("counts a lone surrogate as three bytes", () => {
		expect(utf8Length("a\ud800b\udc00")).toBe(8);
	});
});
