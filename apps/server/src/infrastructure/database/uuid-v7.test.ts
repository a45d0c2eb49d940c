import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uuidV7 } from "./uuid-v7.ts";

describe("uuidV7", () => {
	it("carries version, variant and time for any moment", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 2 ** 48 - 1 }),
				fc.uint8Array({ minLength: 16, maxLength: 16 }),
				(ms, noise) => {
					const id = uuidV7(ms, (bytes) => bytes.set(noise));
					expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
					expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(ms);
				},
			),
		);
	});

	it("sorts by time", () => {
		expect(uuidV7(1_000) < uuidV7(1_001)).toBe(true);
		expect(uuidV7(2 ** 32 - 1) < uuidV7(2 ** 32)).toBe(true);
	});
});
