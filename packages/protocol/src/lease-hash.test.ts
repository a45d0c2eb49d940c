import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashLease } from "./lease-hash.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";

/** FNV-1a as its authors write it down, over the bytes of an encoder. */
function plain(text: string): number {
	let hash = 0x811c9dc5n;
	for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n;
	return Number(hash);
}

describe("hashLease", () => {
	it("keeps ids apart that would join to the same text", () => {
		const one = hashLease({ sensor_id: "a:b", attribute_id: "c", kind: "view" });
		const other = hashLease({ sensor_id: "a", attribute_id: "b:c", kind: "view" });
		expect(one).not.toBe(other);
	});

	it("is the 32-bit FNV-1a of sensor, attribute and kind, each ended by a zero byte but the last", () => {
		// The known value of the empty text would be 0x811c9dc5; of "a" 0xe40c292c.
		expect(plain("a")).toBe(0xe40c292c);
		expect(hashLease({ sensor_id: "AA:BB", attribute_id: "*", kind: "pin" })).toBe(plain("AA:BB\0*\0pin"));
	});

	it("reads ids as UTF-8, whatever they contain", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (id) => {
				const hash = hashLease({ sensor_id: id, attribute_id: "hr", kind: "focus" });
				expect(hash).toBe(plain(`${id}\0hr\0focus`));
			}),
			{ numRuns: PROPERTY_RUNS, examples: [["\ud800"], ["é😀\udc00x"]] },
		);
	});
});
