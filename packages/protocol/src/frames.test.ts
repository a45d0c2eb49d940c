import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SensoctoError } from "./errors.ts";
import { decodeFrame, encodeFrame, encodeReply, type Message, serializerFor } from "./frames.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";

const ref = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
const message: fc.Arbitrary<Message> = fc
	.record({ joinRef: ref, ref, topic: fc.string(), event: fc.string(), payload: fc.jsonValue() })
	// -0 has no JSON form.
	.map((value) => JSON.parse(JSON.stringify(value)) as Message);

function refusal(version: 1 | 2, text: string): SensoctoError {
	try {
		decodeFrame(version, text);
	} catch (error) {
		if (error instanceof SensoctoError) return error;
		throw error;
	}
	throw new Error(`accepted: ${text}`);
}

describe("decodeFrame refuses", () => {
	it.each([
		[1, "not json"],
		[1, ""],
		[1, "null"],
		[1, "3"],
		[1, `["1","2","t","e",{}]`],
		[1, `{"topic":"t","event":"e","payload":{}}`],
		[1, `{"topic":"t","event":"e","ref":null}`],
		[1, `{"event":"e","payload":{},"ref":null}`],
		[1, `{"topic":"t","payload":{},"ref":null}`],
		[1, `{"topic":7,"event":"e","payload":{},"ref":null}`],
		[1, `{"topic":"t","event":"e","payload":{},"ref":{}}`],
		[2, `{"topic":"t","event":"e","payload":{},"ref":null}`],
		[2, `[null,"1","t","e"]`],
		[2, `[null,"1","t",null,{}]`],
		[2, `[null,[],"t","e",{}]`],
		[2, `[true,"1","t","e",{}]`],
	] as const)("version %i: %s", (version, text) => {
		const error = refusal(version, text);
		expect(error.code).toBe("malformed_frame");
		expect(error.closeCode).toBe(1007);
	});

	it("any other text with that error too, never with another", () => {
		const text = fc.oneof(fc.string(), fc.json());
		fc.assert(
			fc.property(fc.constantFrom(1 as const, 2 as const), text, (version, frame) => {
				try {
					decodeFrame(version, frame);
				} catch (error) {
					expect(error).toBeInstanceOf(SensoctoError);
				}
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});

describe("decodeFrame", () => {
	it("takes extra elements of V2 and extra keys of V1 without using them", () => {
		expect(decodeFrame(2, `["4","5","t","e",{"a":1},"more"]`)).toEqual({
			joinRef: "4",
			ref: "5",
			topic: "t",
			event: "e",
			payload: { a: 1 },
		});
		expect(decodeFrame(1, `{"topic":"t","event":"e","payload":[1],"ref":"0","x":1}`)).toEqual({
			joinRef: null,
			ref: "0",
			topic: "t",
			event: "e",
			payload: [1],
		});
	});

	it("honours join_ref in V1 when it is there", () => {
		const text = `{"topic":"t","event":"e","payload":null,"ref":null,"join_ref":"9"}`;
		expect(decodeFrame(1, text).joinRef).toBe("9");
	});

	it("reads what JSON.parse reads", () => {
		fc.assert(
			fc.property(message, (m) => {
				const v1 = JSON.stringify({
					payload: m.payload,
					ref: m.ref,
					event: m.event,
					topic: m.topic,
					join_ref: m.joinRef,
				});
				expect(decodeFrame(1, v1)).toEqual(m);
				const v2 = JSON.stringify([m.joinRef, m.ref, m.topic, m.event, m.payload, 1]);
				expect(decodeFrame(2, v2)).toEqual(m);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});

describe("encodeFrame", () => {
	it("is undone by decodeFrame, except that V1 never carries the join reference", () => {
		fc.assert(
			fc.property(message, (m) => {
				expect(decodeFrame(2, encodeFrame(2, m))).toEqual(m);
				const v1 = encodeFrame(1, m);
				expect(Object.keys(JSON.parse(v1) as object)).toEqual(["topic", "event", "payload", "ref"]);
				expect(decodeFrame(1, v1)).toEqual({ ...m, joinRef: null });
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});

	it("sends an empty object for an absent payload", () => {
		const m = { joinRef: null, ref: null, topic: "t", event: "e", payload: undefined };
		expect(encodeFrame(1, m)).toBe(`{"topic":"t","event":"e","payload":{},"ref":null}`);
		expect(encodeFrame(2, m)).toBe(`[null,null,"t","e",{}]`);
	});
});

describe("encodeReply", () => {
	it("echoes a numeric ref as a number and a textual one as text", () => {
		const reply = { joinRef: "1", topic: "t", status: "ok", response: undefined } as const;
		expect(encodeReply(1, { ...reply, ref: 7 })).toBe(
			`{"topic":"t","event":"phx_reply","payload":{"status":"ok","response":{}},"ref":7}`,
		);
		expect(encodeReply(2, { ...reply, ref: "7" })).toBe(
			`["1","7","t","phx_reply",{"status":"ok","response":{}}]`,
		);
	});
});

describe("serializerFor", () => {
	it.each([
		[undefined, 1],
		["1.0.0", 1],
		["1.0.17", 1],
		["2.0.0", 2],
		["2.0.9", 2],
		["2.0.1-rc.1", 2],
		["2.0.0+build", 2],
		["2.0.0-rc.1", undefined],
		["3.0.0", undefined],
		["2.1.0", undefined],
		["1.1.0", undefined],
		["2.0", undefined],
		["2.0.01", undefined],
		["", undefined],
		["two", undefined],
		[" 2.0.0", undefined],
	] as const)("vsn %j is version %j", (vsn, version) => {
		expect(serializerFor(vsn)).toBe(version);
	});
});
