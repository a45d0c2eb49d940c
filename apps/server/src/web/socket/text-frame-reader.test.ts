import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextFrameReader } from "./text-frame-reader.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 10_000);

interface Frame {
	first: number;
	body: Buffer;
	masked: boolean;
}

function masked(body: Buffer, mask: Buffer): Buffer {
	return Buffer.from(body.map((byte, k) => byte ^ mask[k & 3]!));
}

function encode({ body, first, masked: isMasked }: Frame, mask = Buffer.from([7, 200, 31, 4])): Buffer {
	const short = body.length < 126;
	const head = Buffer.alloc(short ? 2 : body.length < 65_536 ? 4 : 10);
	head[0] = first;
	head[1] = (isMasked ? 0x80 : 0) | (short ? body.length : head.length === 4 ? 126 : 127);
	if (head.length === 4) head.writeUInt16BE(body.length, 2);
	if (head.length === 10) head.writeBigUInt64BE(BigInt(body.length), 2);
	return Buffer.concat([head, ...(isMasked ? [mask, masked(body, mask)] : [body])]);
}

const text = (body: string): Frame => ({ first: 0x81, body: Buffer.from(body), masked: true });

/** What the sinks get, in order: texts as they are, neighbouring bytes of the rest joined. */
function read(wire: Buffer, cuts: readonly number[] = []): (string | Buffer)[] {
	const seen: (string | Buffer)[] = [];
	const reader = new TextFrameReader({
		text: (bytes) => seen.push(bytes.toString()),
		rest: (chunk) => {
			const last = seen.at(-1);
			const bytes = Buffer.from(chunk);
			if (Buffer.isBuffer(last)) seen[seen.length - 1] = Buffer.concat([last, bytes]);
			else seen.push(bytes);
		},
	});
	// As a socket that reads into a buffer used again: nothing may be kept of it.
	const shared = Buffer.alloc(wire.length);
	const ends = [...new Set(cuts.map((cut) => cut % (wire.length + 1)))].sort((a, b) => a - b);
	let from = 0;
	for (const end of [...ends, wire.length]) {
		reader.read(shared, wire.copy(shared, 0, from, end));
		shared.fill(0xff);
		from = end;
	}
	return seen;
}

const join = (...frames: Frame[]): Buffer => Buffer.concat(frames.map((frame) => encode(frame)));

describe("TextFrameReader", () => {
	it("leaves invalid UTF-8 to the rest with its mask on", () => {
		const bad: Frame = { first: 0x81, body: Buffer.from([0x41, 0xff, 0x42, 0x43, 0xc0]), masked: true };
		expect(read(join(text("é"), bad, text("after")))).toEqual(["é", encode(bad), "after"]);
	});

	it.each([
		["an unmasked frame", { first: 0x81, body: Buffer.from("a"), masked: false }],
		["a reserved bit", { first: 0xc1, body: Buffer.from("a"), masked: true }],
		["an unknown opcode", { first: 0x83, body: Buffer.from("a"), masked: true }],
		["a close", { first: 0x88, body: Buffer.from([3, 232]), masked: true }],
		["a long ping", { first: 0x89, body: Buffer.alloc(126), masked: true }],
		["a fragmented ping", { first: 0x09, body: Buffer.from("a"), masked: true }],
	])("reads nothing after %s", (_, frame) => {
		const wire = join(text("before"), frame, text("after"));
		expect(read(wire)).toEqual(["before", wire.subarray(encode(text("before")).length)]);
	});

	it("leaves a text within a fragmented message to the rest, and reads on after its end", () => {
		const frames: Frame[] = [
			{ first: 0x01, body: Buffer.from("a"), masked: true },
			{ first: 0x89, body: Buffer.from("ping"), masked: true },
			text("misplaced"),
		];
		expect(read(join(...frames))).toEqual([join(...frames)]);
		const ended: Frame[] = [frames[0]!, { first: 0x80, body: Buffer.from("b"), masked: true }];
		expect(read(join(...ended, text("after")))).toEqual([join(...ended), "after"]);
	});

	it("leaves a text that a chunk cuts to the rest", () => {
		const wire = join(text("one"), text("two"), text("three"));
		const cut = encode(text("one")).length + 8;
		expect(read(wire, [cut])).toEqual(["one", encode(text("two")), "three"]);
	});

	it("reads bodies of all three header lengths", () => {
		const bodies = ["", "x".repeat(125), "y".repeat(126), "ü".repeat(30_000), "z".repeat(65_536)];
		expect(read(join(...bodies.map(text)))).toEqual(bodies);
	});

	it("passes on every byte once and in order, however the bytes are cut (property)", () => {
		const body = fc.oneof(
			fc.string({ unit: "grapheme", maxLength: 40 }).map((each) => Buffer.from(each)),
			fc.constantFrom(125, 126, 300).map((length) => Buffer.alloc(length, 0x61)),
		);
		const frame: fc.Arbitrary<Frame> = fc.record({
			first: fc.constantFrom(0x81, 0x81, 0x81, 0x82, 0x01, 0x80, 0x00, 0x89, 0x8a),
			body,
			masked: fc.constant(true),
		});
		fc.assert(
			fc.property(
				fc.array(frame, { maxLength: 12 }),
				fc.array(fc.nat(), { maxLength: 6 }),
				(frames, cuts) => {
					const wire = join(...frames);
					const seen = read(wire, cuts);
					const again = seen.map((piece) => (typeof piece === "string" ? encode(text(piece)) : piece));
					// A header that is not complete at the end waits for its rest.
					expect(Buffer.concat(again)).toEqual(wire);
				},
			),
			{ numRuns: RUNS },
		);
	});
});
