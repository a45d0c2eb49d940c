import { isUtf8 } from "node:buffer";
import {
	decodeBinaryFrame,
	decodeFrame,
	encodeBinaryClientPush,
	encodeFrame,
	LIMITS,
} from "@sensocto/protocol";
import type { SeededRng } from "@sensocto/testkit";
import { hostileMessage } from "./hostile-message.ts";
import { closeFrame, OPCODE, type WireFrame, wireFrame } from "./wire-frame.ts";

/** Bytes that somebody sends to harm, and what has to become of their sender. */
export interface HostileFrame {
	readonly what: string;
	readonly bytes: Uint8Array;
	/** Code its socket is closed with; null when it stays open. */
	readonly close: number | null;
}

/** Form of messages on a hostile socket. */
export type Version = 1 | 2;

type Kind = (rng: SeededRng, version: Version) => HostileFrame;

/** Kinds of hostile frames with how often they come. */
const KINDS: readonly (readonly [weight: number, kind: Kind])[] = [
	[40, mutatedText],
	[25, oddMessage],
	[8, noise],
	[10, binary],
	[6, fragmented],
	[5, badUtf8],
	[4, badFraming],
	[1, tooLong],
	[1, badClose],
];

const TOTAL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** The next hostile frame for a socket of this version; what becomes of it follows from the protocol's own decoders. */
export function hostileFrame(rng: SeededRng, version: Version): HostileFrame {
	let left = rng.next() * TOTAL;
	for (const [weight, kind] of KINDS) {
		left -= weight;
		if (left < 0) return kind(rng, version);
	}
	return noise(rng, version);
}

function ofText(what: string, version: Version, payload: Buffer): HostileFrame {
	return { what, bytes: wireFrame({ opcode: OPCODE.text, payload }), close: textOutcome(version, payload) };
}

/** What a text message does to its socket. */
function textOutcome(version: Version, payload: Buffer): number | null {
	if (!isUtf8(payload)) return 1007;
	try {
		decodeFrame(version, payload.toString());
		return null;
	} catch {
		return 1007; // Any frame that cannot be read.
	}
}

function mutatedText(rng: SeededRng, version: Version): HostileFrame {
	return ofText("a mutated message", version, mutated(rng, messageBytes(rng, version)));
}

function oddMessage(rng: SeededRng, version: Version): HostileFrame {
	return ofText("an odd message", version, messageBytes(rng, version));
}

function noise(rng: SeededRng, version: Version): HostileFrame {
	return ofText("noise", version, randomBytes(rng, rng.int(0, 300)));
}

function badUtf8(rng: SeededRng, version: Version): HostileFrame {
	const bytes = messageBytes(rng, version);
	bytes[rng.int(0, bytes.length - 1)] = rng.pick([0xff, 0xc0, 0xf8, 0x80]);
	return ofText("broken UTF-8", version, bytes);
}

function binary(rng: SeededRng, version: Version): HostileFrame {
	const message = { joinRef: "1", ref: "2", topic: "sensor:fuzz-0", event: "measurement" };
	const push = Buffer.from(encodeBinaryClientPush({ ...message, payload: randomBytes(rng, rng.int(0, 64)) }));
	const payload = rng.chance(0.7) ? mutated(rng, push) : randomBytes(rng, rng.int(0, 300));
	const close = version === 1 ? binaryAsText(payload) : binaryOutcome(payload);
	return { what: "a binary frame", bytes: wireFrame({ opcode: OPCODE.binary, payload }), close };
}

/** V1 reads binary frames as text; what is no UTF-8 in them becomes a replacement character. */
function binaryAsText(payload: Buffer): number | null {
	return textOutcome(1, Buffer.from(payload.toString()));
}

function binaryOutcome(payload: Buffer): number | null {
	try {
		return decodeBinaryFrame(payload).kind === "push" ? null : 1007;
	} catch {
		return 1007; // Any frame that cannot be read.
	}
}

function fragmented(rng: SeededRng, version: Version): HostileFrame {
	const payload = rng.chance(0.5) ? messageBytes(rng, version) : mutated(rng, messageBytes(rng, version));
	const frames: Buffer[] = [];
	let at = 0;
	while (at < payload.length || frames.length === 0) {
		const end = Math.min(payload.length, at + rng.int(0, payload.length));
		const opcode = frames.length === 0 ? OPCODE.text : OPCODE.continuation;
		frames.push(wireFrame({ opcode, payload: payload.subarray(at, end), fin: end === payload.length }));
		if (rng.chance(0.2) && end < payload.length)
			frames.push(wireFrame({ opcode: OPCODE.ping, payload: "?" }));
		at = end;
	}
	return { what: "fragments", bytes: Buffer.concat(frames), close: textOutcome(version, payload) };
}

function badFraming(rng: SeededRng): HostileFrame {
	const wrong: WireFrame = rng.pick([
		{ opcode: OPCODE.text, rsv: rng.int(1, 7), payload: "x" },
		{ opcode: rng.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: "x" },
		{ opcode: rng.pick([OPCODE.text, OPCODE.ping, OPCODE.close]), masked: false, payload: "xx" },
		{ opcode: rng.pick([OPCODE.ping, OPCODE.pong, OPCODE.close]), fin: false },
		{ opcode: rng.pick([OPCODE.ping, OPCODE.pong]), payload: randomBytes(rng, rng.int(126, 400)) },
		{ opcode: OPCODE.continuation, payload: "x" },
	]);
	return { what: "wrong framing", bytes: wireFrame(wrong), close: 1002 };
}

function tooLong(rng: SeededRng): HostileFrame {
	const announced = rng.pick([BigInt(LIMITS.frameBytes + 1), 1n << 31n, 1n << 52n, 1n << 63n]);
	const opcode = rng.pick([OPCODE.text, OPCODE.binary]);
	return { what: "a length", bytes: wireFrame({ opcode, announced }), close: 1009 };
}

function badClose(rng: SeededRng): HostileFrame {
	const code = rng.pick([0, 999, 1_004, 1_005, 1_006, 1_015, 2_999, 5_000, 65_535]);
	return { what: "a close code", bytes: closeFrame(code), close: 1002 };
}

function messageBytes(rng: SeededRng, version: Version): Buffer {
	return Buffer.from(encodeFrame(version, hostileMessage(rng)));
}

/** A few bytes changed, taken out, doubled or put in. */
function mutated(rng: SeededRng, bytes: Buffer): Buffer {
	let result = bytes;
	for (let k = rng.int(1, 5); k > 0 && result.length > 0; k--) {
		const at = rng.int(0, result.length - 1);
		const end = Math.min(result.length, at + rng.int(1, 12));
		const [before, middle, after] = [result.subarray(0, at), result.subarray(at, end), result.subarray(end)];
		const change = rng.pick([
			[before, after],
			[before, middle, middle, after],
			[before, Buffer.from(rng.pick(SPLINTERS)), middle, after],
			[before],
			[before, Buffer.of(rng.int(0, 127)), after],
		]);
		result = Buffer.concat(change);
	}
	return result;
}

/** Pieces of JSON that parsers stumble over. */
const SPLINTERS = [
	'"',
	"\\",
	"{",
	"]",
	",",
	":",
	"null",
	"1e999",
	"-0",
	"\\u0000",
	"\\ud800",
	"9".repeat(40),
	"\u0000",
	"é",
];

function randomBytes(rng: SeededRng, count: number): Buffer {
	return Buffer.from(Array.from({ length: count }, () => rng.int(0, 255)));
}
