import { type AttributeType, type JsonValue, present } from "@sensocto/protocol";
import type { StreamBuffer } from "../../stores/stream-buffer.ts";

/** Samples the inspector lists. */
export const RAW_SAMPLES = 50;

/** The newest samples as the wire carries them, newest first; device time, epoch ms. */
export function rawSamples(buffer: StreamBuffer, type: AttributeType): { t: number; payload: JsonValue }[] {
	if (type.shape === "structured") {
		return buffer.structured
			.slice(-RAW_SAMPLES)
			.reverse()
			.map(({ t, value }) => ({ t, payload: value }));
	}
	const { ring } = buffer;
	const count = Math.min(RAW_SAMPLES, ring.length);
	return Array.from({ length: count }, (_, back) => {
		const index = ring.length - 1 - back;
		const sample = Float64Array.from({ length: ring.stride }, (_each, field) => {
			const value = ring.value(index, field);
			return type.precision === 64 ? value : shortest(value);
		});
		return {
			t: ring.time(index),
			payload: present(type, type.shape === "scalar" ? (sample[0] ?? Number.NaN) : sample),
		};
	});
}

/** Significant digits that tell any two 32-bit floats apart. */
const FLOAT32_DIGITS = 9;

/** The shortest number that is the same 32-bit float: 51.6 instead of 51.599998474121094. */
function shortest(value: number): number {
	if (!Number.isFinite(value)) return value;
	for (let digits = 6; digits < FLOAT32_DIGITS; digits++) {
		const short = Number(value.toPrecision(digits));
		if (Math.fround(short) === value) return short;
	}
	return value;
}
