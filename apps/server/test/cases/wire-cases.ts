import { closeFrame, OPCODE, type WireFrame, wireFrame } from "../harness/wire-frame.ts";

/** Most bytes of a message. */
const LIMIT = 4 * 1_024 * 1_024;

/** What has to happen: a close frame with this code, an end without a code, or this many answers to heartbeats. */
export type WireOutcome = { readonly close: number | null } | { readonly answers: number };

/** Bytes a client sends and what the server has to do about them. */
export interface WireCase {
	readonly what: string;
	/** Sent one after another, each in a turn of its own. */
	readonly bytes: readonly Uint8Array[];
	readonly expect: WireOutcome;
	/** The pongs that have to come, in order. */
	readonly pongs?: readonly string[];
}

const { binary, close, continuation, ping, pong, text } = OPCODE;

/** A heartbeat, padded to a number of bytes. */
function heartbeat(size = 0): string {
	const frame = (padding: string) => `[null,"1","phoenix","heartbeat",{"p":"${padding}"}]`;
	return frame("x".repeat(Math.max(0, size - frame("").length)));
}

function frames(...list: WireFrame[]): Uint8Array[] {
	return list.map(wireFrame);
}

function refused(what: string, code: number | null, ...bytes: Uint8Array[]): WireCase {
	return { what, bytes, expect: { close: code } };
}

function answered(what: string, answers: number, ...bytes: Uint8Array[]): WireCase {
	return { what, bytes, expect: { answers } };
}

/** One text message in pieces of these lengths; the last takes the rest. */
function pieces(message: string | Uint8Array, ...lengths: number[]): Uint8Array[] {
	const bytes = Buffer.from(message);
	const ends = [...lengths.map((_, k) => lengths.slice(0, k + 1).reduce((a, b) => a + b)), bytes.length];
	return ends.map((end, k) =>
		wireFrame({
			opcode: k === 0 ? text : continuation,
			fin: k === ends.length - 1,
			payload: bytes.subarray(k === 0 ? 0 : ends[k - 1]!, end),
		}),
	);
}

const textOf = (...bytes: number[]) =>
	wireFrame({ opcode: text, payload: Buffer.concat([Buffer.from('["'), Uint8Array.from(bytes)]) });
const hello = wireFrame({ opcode: text, payload: heartbeat() });
const begun = wireFrame({ opcode: text, payload: "[", fin: false });

const FRAMING: readonly WireCase[] = [
	refused("an unmasked text frame", 1002, ...frames({ opcode: text, payload: heartbeat(), masked: false })),
	refused("the first reserved bit", 1002, ...frames({ opcode: text, payload: heartbeat(), rsv: 4 })),
	refused("the second reserved bit", 1002, ...frames({ opcode: text, payload: heartbeat(), rsv: 2 })),
	refused("the third reserved bit", 1002, ...frames({ opcode: text, payload: heartbeat(), rsv: 1 })),
	refused("a reserved data opcode", 1002, ...frames({ opcode: 3, payload: "x" })),
	refused("the last reserved data opcode", 1002, ...frames({ opcode: 7 })),
	refused("a reserved control opcode", 1002, ...frames({ opcode: 11, payload: "x" })),
	refused("the last reserved control opcode", 1002, ...frames({ opcode: 15 })),
	refused("a ping in fragments", 1002, ...frames({ opcode: ping, fin: false })),
	refused("a pong in fragments", 1002, ...frames({ opcode: pong, fin: false })),
	refused("a close in fragments", 1002, ...frames({ opcode: close, fin: false })),
	refused("a ping of 126 bytes", 1002, ...frames({ opcode: ping, payload: "x".repeat(126) })),
	refused("a close of 126 bytes", 1002, closeFrame(1_000, "x".repeat(124))),
	refused("a continuation of nothing", 1002, ...frames({ opcode: continuation, payload: heartbeat() })),
	refused("a text within a text", 1002, begun, hello),
	refused("a binary frame within a text", 1002, begun, ...frames({ opcode: binary, payload: "x" })),
	answered(
		"a short length in two bytes",
		1,
		...frames({ opcode: text, payload: heartbeat(), lengthBytes: 2 }),
	),
	answered(
		"a short length in eight bytes",
		1,
		...frames({ opcode: text, payload: heartbeat(), lengthBytes: 8 }),
	),
];

const LIMITS: readonly WireCase[] = [
	refused("a length of 2^63", 1009, ...frames({ opcode: text, announced: 1n << 63n })),
	refused("a terabyte announced", 1009, ...frames({ opcode: text, announced: 1n << 40n })),
	refused("a byte too much announced", 1009, ...frames({ opcode: text, announced: BigInt(LIMIT + 1) })),
	refused("a byte too much in fragments", 1009, ...pieces(heartbeat(LIMIT + 1), LIMIT / 2)),
	answered("the largest message", 1, ...pieces(heartbeat(LIMIT))),
	answered("the largest message in fragments", 1, ...pieces(heartbeat(LIMIT), LIMIT / 2, 1)),
];

const FRAGMENTS: readonly WireCase[] = [
	answered(
		"fragments of a byte",
		1,
		...pieces(heartbeat(), ...Array<number>(heartbeat().length - 1).fill(1)),
	),
	answered("empty fragments", 1, ...pieces(heartbeat(), 0, 5, 0, 0)),
	{
		...answered(
			"a ping between fragments",
			1,
			...between(pieces(heartbeat(), 9), { opcode: ping, payload: "now" }),
		),
		pongs: ["now"],
	},
	answered("a frame that comes byte by byte", 1, ...[...hello].map((byte) => Uint8Array.of(byte))),
	answered("three frames in one segment", 3, Buffer.concat([hello, hello, hello])),
	refused("an empty text", 1007, ...frames({ opcode: text })),
];

function between([first, ...rest]: Uint8Array[], frame: WireFrame): Uint8Array[] {
	return [first!, wireFrame(frame), ...rest];
}

const UTF8: readonly WireCase[] = [
	refused("a byte that UTF-8 never has", 1007, textOf(0xff)),
	refused("an overlong form", 1007, textOf(0xc0, 0xaf)),
	refused("a surrogate", 1007, textOf(0xed, 0xa0, 0x80)),
	refused("a code point beyond the last", 1007, textOf(0xf4, 0x90, 0x80, 0x80)),
	refused("a character that is cut off", 1007, textOf(0xe2, 0x82)),
	refused("a wrong byte in a later fragment", 1007, ...pieces(Uint8Array.of(91, 34, 0x80, 34, 93), 2)),
	answered("a character in two fragments", 1, ...pieces(heartbeat().replace('""', '"€"'), 36)),
];

const CLOSING: readonly WireCase[] = [
	refused("a close without a code", null, ...frames({ opcode: close })),
	refused("a close of one byte", 1002, ...frames({ opcode: close, payload: "x" })),
	refused("a normal close, which ends a text that was begun", 1000, begun, closeFrame(1_000, "done")),
	refused("a close with a code of one's own", 4999, closeFrame(4_999)),
	refused("a close with a reserved code", 1002, closeFrame(1_005)),
	refused("a close with a code beyond the last", 1002, closeFrame(5_000)),
	refused("a close whose reason is no UTF-8", 1007, closeFrame(1_000, Uint8Array.of(0xff))),
	refused("a close after which more comes", 1000, Buffer.concat([closeFrame(1_000), hello])),
	{
		...answered("pings, the largest among them, and a pong nobody asked for", 1, ...pings()),
		pongs: ["", "y".repeat(125)],
	},
];

function pings(): Uint8Array[] {
	const list = frames(
		{ opcode: ping },
		{ opcode: pong, payload: "?" },
		{ opcode: ping, payload: "y".repeat(125) },
	);
	return [...list, hello];
}

/** RFC 6455 by the byte: framing, limits, fragments, UTF-8 and closing. */
export const WIRE_CASES: readonly WireCase[] = [...FRAMING, ...LIMITS, ...FRAGMENTS, ...UTF8, ...CLOSING];
