import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { payloadProblem } from "./payload-size.ts";

function nested(levels: number): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
	return value;
}

describe("payloadProblem", () => {
	it("draws the line exactly at the limit of serialised bytes", () => {
		const text = "x".repeat(LIMITS.payloadBytes - 2);
		expect(payloadProblem(text)).toBeUndefined();
		expect(payloadProblem(`${text}x`)).toBe("payload_too_large");
	});

	it("counts bytes, not characters", () => {
		const characters = LIMITS.payloadBytes / 2;
		expect(payloadProblem("ü".repeat(characters - 1))).toBeUndefined();
		expect(payloadProblem("ü".repeat(characters))).toBe("payload_too_large");
	});

	it("takes many short numbers that a rough bound would refuse", () => {
		expect(payloadProblem(new Array(100_000).fill(1))).toBeUndefined();
		expect(payloadProblem(new Array(140_000).fill(1))).toBe("payload_too_large");
	});

	it("refuses nesting beyond the limit without running out of stack", () => {
		expect(payloadProblem(nested(LIMITS.payloadDepth))).toBeUndefined();
		expect(payloadProblem(nested(LIMITS.payloadDepth + 1))).toBe("payload_too_deep");
		expect(payloadProblem(JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`))).toBe("payload_too_deep");
	});

	it("sums up over many small members", () => {
		const record = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key_${i}`, "abcdef"]));
		expect(payloadProblem(record)).toBe("payload_too_large");
	});
});
