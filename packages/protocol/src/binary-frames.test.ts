import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	decodeBinaryFrame,
	encodeBinaryBroadcast,
	encodeBinaryClientPush,
	encodeBinaryPush,
	encodeBinaryReply,
} from "./binary-frames.ts";
import { SensoctoError } from "./errors.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";

const text = fc
	.string({ unit: "grapheme", maxLength: 20 })
	.filter((s) => new TextEncoder().encode(s).length < 256);
const ref = fc.oneof(
	fc.constant(null),
	text.filter((s) => s !== ""),
);
const payload = fc.uint8Array({ maxLength: 64 });
const parts = fc.record({ joinRef: ref, ref, topic: text, event: text, payload });

function code(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (error instanceof SensoctoError) return error.code;
		throw error;
	}
	return "none";
}

describe("decodeBinaryFrame refuses", () => {
	it.each([
		["nothing", []],
		["an unknown kind", [3, 0, 0, 0, 0]],
		["a header cut short", [0, 1, 1]],
		["strings cut short", [0, 0, 0, 5, 0, 97]],
		["text that is no UTF-8", [2, 1, 0, 0xff]],
	])("%s", (_, bytes) => {
		expect(code(() => decodeBinaryFrame(Uint8Array.from(bytes)))).toBe("malformed_frame");
	});

	it("garbage with malformed_frame or takes it, never throws anything else", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom("client", "server"), (bytes, from) => {
				expect(["none", "malformed_frame"]).toContain(code(() => decodeBinaryFrame(bytes, from)));
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});

describe("binary frames", () => {
	it("refuse a string above 255 bytes", () => {
		const topic = "ü".repeat(128);
		expect(code(() => encodeBinaryBroadcast({ topic, event: "e", payload: new Uint8Array() }))).toBe(
			"header_too_long",
		);
	});

	it("lay a client's push out as kind, four lengths, four strings, data", () => {
		const frame = { joinRef: "1", ref: "23", topic: "t", event: "ev", payload: Uint8Array.of(9, 8) };
		expect([...encodeBinaryClientPush(frame)]).toEqual([0, 1, 2, 1, 2, 49, 50, 51, 116, 101, 118, 9, 8]);
	});

	it("lay a server's push out without a ref", () => {
		const frame = { joinRef: "1", topic: "t", event: "ev", payload: Uint8Array.of(9) };
		expect([...encodeBinaryPush(frame)]).toEqual([0, 1, 1, 2, 49, 116, 101, 118, 9]);
	});

	it("keep a byte order mark that begins a string", () => {
		const message = { topic: "\ufefft", event: "e", payload: new Uint8Array() };
		expect(decodeBinaryFrame(encodeBinaryBroadcast(message), "server").topic).toBe("\ufefft");
	});

	it("are undone by decoding", () => {
		fc.assert(
			fc.property(parts, (m) => {
				expect(decodeBinaryFrame(encodeBinaryClientPush(m))).toEqual({ kind: "push", ...m });
				expect(decodeBinaryFrame(encodeBinaryPush(m), "server")).toEqual({ kind: "push", ...m, ref: null });
				expect(decodeBinaryFrame(encodeBinaryReply(m), "server")).toEqual({ kind: "reply", ...m });
				const broadcast = { kind: "broadcast", ...m, joinRef: null, ref: null };
				expect(decodeBinaryFrame(encodeBinaryBroadcast(m), "server")).toEqual(broadcast);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
