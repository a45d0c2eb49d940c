import { isRecord } from "./json.ts";

/** Delta-encoded samples as `sensor_batch` carries them. */
export interface DeltaEncoded {
	__delta_encoded__: true;
	/** Base64 with padding. */
	data: string;
	sample_count: number;
}

/** One numeric sample; its timestamp is whole milliseconds since 1970. */
export interface DeltaSample {
	timestamp: number;
	payload: number;
}

const VERSION = 1;
const STEP = 0.01;
const MAX_STEPS = 127;
const RESET = 0x80;
const HEADER_BYTES = 13;
const DELTA_BYTES = 3;
const RESET_BYTES = 7;
const MAX_TIME_STEP = 0xffff;

/**
 * Encodes numeric samples in steps of 0.01 against the reconstructed previous value; error below 0.005.
 *
 * A step beyond ±127 is sent as a full 32-bit float, times are clamped to 0–65 535 ms from sample to sample. Undefined
 * when there are fewer than two samples or one is no number.
 */
export function encodeDelta(
	samples: readonly { timestamp: number; payload: unknown }[],
): DeltaEncoded | undefined {
	if (samples.length < 2 || !samples.every((sample) => Number.isFinite(sample.payload))) return undefined;
	const view = new DataView(new ArrayBuffer(HEADER_BYTES + RESET_BYTES * samples.length));
	const first = samples[0] as DeltaSample;
	view.setUint8(0, VERSION);
	view.setBigInt64(1, BigInt(Math.trunc(first.timestamp)), true);
	view.setFloat32(9, first.payload, true);
	let offset = HEADER_BYTES;
	let value = Math.fround(first.payload);
	let time = Math.trunc(first.timestamp);
	for (let i = 1; i < samples.length; i++) {
		const { payload, timestamp } = samples[i] as DeltaSample;
		const steps = Math.round((payload - value) / STEP);
		const wait = Math.min(Math.max(Math.trunc(timestamp) - time, 0), MAX_TIME_STEP);
		time += wait;
		if (Math.abs(steps) <= MAX_STEPS) {
			view.setInt8(offset, steps);
			value += steps * STEP;
			offset += 1;
		} else {
			view.setUint8(offset, RESET);
			view.setFloat32(offset + 1, payload, true);
			value = Math.fround(payload);
			offset += 5;
		}
		view.setUint16(offset, wait, true);
		offset += 2;
	}
	const bytes = new Uint8Array(view.buffer, 0, offset);
	return { __delta_encoded__: true, data: toBase64(bytes), sample_count: samples.length };
}

/** Tells whether a value of a `sensor_batch` is delta encoded. */
export function isDeltaEncoded(value: unknown): value is DeltaEncoded {
	return isRecord(value) && value.__delta_encoded__ === true && typeof value.data === "string";
}

/** Decodes the samples of {@link encodeDelta}; undefined when the text is not of this form. */
export function decodeDelta(data: string): DeltaSample[] | undefined {
	const bytes = fromBase64(data);
	if (bytes === undefined || bytes.length < HEADER_BYTES || (bytes[0]! & 0x0f) !== VERSION) return undefined;
	const view = new DataView(bytes.buffer);
	let timestamp = Number(view.getBigInt64(1, true));
	let payload = view.getFloat32(9, true);
	const samples: DeltaSample[] = [{ timestamp, payload }];
	let offset = HEADER_BYTES;
	while (offset < bytes.length) {
		const reset = bytes[offset] === RESET;
		const end = offset + (reset ? RESET_BYTES : DELTA_BYTES);
		if (end > bytes.length) return undefined;
		payload = reset ? view.getFloat32(offset + 1, true) : payload + view.getInt8(offset) * STEP;
		timestamp += view.getUint16(end - 2, true);
		samples.push({ timestamp, payload });
		offset = end;
	}
	return samples;
}

function toBase64(bytes: Uint8Array): string {
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
	try {
		return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
	} catch {
		// Not base64: a malformed message, which the caller refuses.
		return undefined;
	}
}
