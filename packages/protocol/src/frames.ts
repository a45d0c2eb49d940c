import { SensoctoError } from "./errors.ts";

/** Version of the message form: 1 is a JSON object, 2 a JSON array plus binary frames. */
export type SerializerVersion = 1 | 2;

/** Reference of a message, kept with the JSON type the peer chose. */
export type JsonRef = string | number | null;

/** One channel message, independent of its form on the wire. */
export interface Message {
	joinRef: JsonRef;
	ref: JsonRef;
	topic: string;
	event: string;
	payload: unknown;
}

/** Answer to a channel message. */
export interface Reply {
	joinRef: JsonRef;
	ref: JsonRef;
	topic: string;
	status: "ok" | "error";
	response: unknown;
}

const VERSION = /^([12])\.0\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Chooses the message form for the `vsn` query parameter.
 *
 * Absent and `1.0.x` mean V1, `2.0.x` means V2. Undefined means that the connection must be refused with 403.
 */
export function serializerFor(vsn: string | undefined): SerializerVersion | undefined {
	if (vsn === undefined) return 1;
	const match = VERSION.exec(vsn);
	// A pre-release of x.0.0 comes before x.0.0 and so lies outside "compatible with x.0.0".
	if (match === null || (match[2] === "0" && match[3] !== undefined)) return undefined;
	return match[1] === "1" ? 1 : 2;
}

/**
 * Decodes one text frame.
 *
 * @throws SensoctoError `malformed_frame` when it is no JSON, a key is missing, or topic, event or a ref has a wrong type.
 */
export function decodeFrame(version: SerializerVersion, text: string): Message {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch (cause) {
		throw new SensoctoError("malformed_frame", { received: "a text that is no JSON" }, { cause });
	}
	return version === 2 ? fromArray(parsed) : fromObject(parsed);
}

function fromArray(parsed: unknown): Message {
	if (!Array.isArray(parsed) || parsed.length < 5) {
		throw new SensoctoError("malformed_frame", { received: "no array of five elements" });
	}
	return checked({
		joinRef: parsed[0],
		ref: parsed[1],
		topic: parsed[2],
		event: parsed[3],
		payload: parsed[4],
	});
}

function fromObject(parsed: unknown): Message {
	if (typeof parsed !== "object" || parsed === null) {
		throw new SensoctoError("malformed_frame", { received: "no object" });
	}
	const { topic, event, payload, ref, join_ref } = parsed as Record<string, unknown>;
	if (topic === undefined || event === undefined || payload === undefined || ref === undefined) {
		throw new SensoctoError("malformed_frame", {
			received: "an object without topic, event, payload or ref",
		});
	}
	return checked({ joinRef: join_ref ?? null, ref, topic, event, payload });
}

function checked(message: { [K in keyof Message]: unknown }): Message {
	if (typeof message.topic !== "string" || typeof message.event !== "string") {
		throw new SensoctoError("malformed_frame", { received: "a topic or event that is no string" });
	}
	if (!isRef(message.ref) || !isRef(message.joinRef)) {
		throw new SensoctoError("malformed_frame", {
			received: "a ref that is neither string, number nor null",
		});
	}
	return message as Message;
}

function isRef(value: unknown): value is JsonRef {
	return value === null || typeof value === "string" || typeof value === "number";
}

/**
 * Encodes one message as a text frame.
 *
 * V1 carries exactly the keys topic, event, payload and ref, never the join reference.
 */
export function encodeFrame(version: SerializerVersion, message: Message): string {
	const payload = message.payload === undefined ? {} : message.payload;
	return version === 2
		? JSON.stringify([message.joinRef, message.ref, message.topic, message.event, payload])
		: JSON.stringify({ topic: message.topic, event: message.event, payload, ref: message.ref });
}

/** Encodes the answer to a message as a `phx_reply` text frame. */
export function encodeReply(version: SerializerVersion, reply: Reply): string {
	return encodeFrame(version, {
		joinRef: reply.joinRef,
		ref: reply.ref,
		topic: reply.topic,
		event: "phx_reply",
		payload: { status: reply.status, response: reply.response === undefined ? {} : reply.response },
	});
}
