import { SensoctoError } from "./errors.ts";

/** Kind of a V2 binary frame: its first byte. */
export type BinaryKind = "push" | "reply" | "broadcast";

/** A decoded V2 binary frame; strings that are empty on the wire are null where a ref may be absent. */
export interface BinaryMessage {
	kind: BinaryKind;
	joinRef: string | null;
	ref: string | null;
	topic: string;
	event: string;
	payload: Uint8Array;
}

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;
const HEADER_LIMIT = 255;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes a V2 binary frame; a reply's status is returned as its event.
 *
 * A push from a client carries a ref, one from the server does not, so the sender must be named.
 * The payload is a view on `bytes`, not a copy.
 * @throws SensoctoError `malformed_frame` when the kind is unknown, the frame is cut short or a string is no UTF-8.
 */
export function decodeBinaryFrame(bytes: Uint8Array, from: "client" | "server" = "client"): BinaryMessage {
	switch (bytes[0]) {
		case PUSH: {
			if (from === "client") {
				const [joinRef, ref, topic, event, payload] = split(bytes, 4);
				return {
					kind: "push",
					joinRef: joinRef || null,
					ref: ref || null,
					topic: topic!,
					event: event!,
					payload,
				};
			}
			const [joinRef, topic, event, payload] = split(bytes, 3);
			return { kind: "push", joinRef: joinRef || null, ref: null, topic: topic!, event: event!, payload };
		}
		case REPLY: {
			const [joinRef, ref, topic, event, payload] = split(bytes, 4);
			return {
				kind: "reply",
				joinRef: joinRef || null,
				ref: ref || null,
				topic: topic!,
				event: event!,
				payload,
			};
		}
		case BROADCAST: {
			const [topic, event, payload] = split(bytes, 2);
			return { kind: "broadcast", joinRef: null, ref: null, topic: topic!, event: event!, payload };
		}
		default:
			throw new SensoctoError("malformed_frame", { received: "a binary frame of unknown kind" });
	}
}

/** Encodes a push from a client, which carries a ref. */
export function encodeBinaryClientPush(message: Omit<BinaryMessage, "kind">): Uint8Array {
	return join(
		PUSH,
		[message.joinRef ?? "", message.ref ?? "", message.topic, message.event],
		message.payload,
	);
}

/** Encodes a push from the server, which carries no ref. */
export function encodeBinaryPush(message: Omit<BinaryMessage, "kind" | "ref">): Uint8Array {
	return join(PUSH, [message.joinRef ?? "", message.topic, message.event], message.payload);
}

/** Encodes a reply of the server; `event` is its status, `ok` or `error`. */
export function encodeBinaryReply(message: Omit<BinaryMessage, "kind">): Uint8Array {
	return join(
		REPLY,
		[message.joinRef ?? "", message.ref ?? "", message.topic, message.event],
		message.payload,
	);
}

/** Encodes a broadcast: one frame that serves every receiver of a topic. */
export function encodeBinaryBroadcast(
	message: Pick<BinaryMessage, "topic" | "event" | "payload">,
): Uint8Array {
	return join(BROADCAST, [message.topic, message.event], message.payload);
}

type Split = [...strings: string[], payload: Uint8Array];

function split(bytes: Uint8Array, count: 2): [string, string, Uint8Array];
function split(bytes: Uint8Array, count: 3): [string, string, string, Uint8Array];
function split(bytes: Uint8Array, count: 4): [string, string, string, string, Uint8Array];
function split(bytes: Uint8Array, count: number): Split {
	const strings: string[] = [];
	let offset = 1 + count;
	for (let i = 0; i < count; i++) {
		const length = bytes[1 + i];
		if (length === undefined || offset + length > bytes.length) {
			throw new SensoctoError("malformed_frame", { received: "a binary frame that is cut short" });
		}
		strings.push(text(bytes.subarray(offset, offset + length)));
		offset += length;
	}
	return [...strings, bytes.subarray(offset)];
}

function text(bytes: Uint8Array): string {
	try {
		return decoder.decode(bytes);
	} catch (cause) {
		throw new SensoctoError("malformed_frame", { received: "a string that is no UTF-8" }, { cause });
	}
}

function join(kind: number, strings: readonly string[], payload: Uint8Array): Uint8Array {
	const parts = strings.map((string) => encoder.encode(string));
	let size = 1 + parts.length + payload.length;
	for (const part of parts) {
		if (part.length > HEADER_LIMIT) {
			throw new SensoctoError("header_too_long", { limit: HEADER_LIMIT, bytes: part.length });
		}
		size += part.length;
	}
	const bytes = new Uint8Array(size);
	bytes[0] = kind;
	let offset = 1;
	for (const part of parts) bytes[offset++] = part.length;
	for (const part of parts) {
		bytes.set(part, offset);
		offset += part.length;
	}
	bytes.set(payload, offset);
	return bytes;
}
