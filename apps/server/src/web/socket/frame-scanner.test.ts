import { decodeFrame, isProblem, type Measurement, readMeasurement } from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameScanner } from "./frame-scanner.ts";
import { ScanKeys } from "./scan-keys.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 10_000);
const TOPIC = "sensocto:sensor:a:b.c d";

function keysFor(joinRef: string | number | null = "4"): ScanKeys {
	const keys = new ScanKeys(TOPIC, joinRef);
	for (const id of ["hr", "ecg", "ecg_2"]) keys.learn(id);
	return keys;
}

/** What the decoder and the guards make of a frame, or null when it is no plain measurement of this topic. */
function decoded(text: string): Measurement | null {
	let message: ReturnType<typeof decodeFrame>;
	try {
		message = decodeFrame(2, text);
	} catch {
		return null;
	}
	if (message.topic !== TOPIC || message.event !== "measurement") return null;
	const measurement = readMeasurement(message.payload);
	return isProblem(measurement) ? null : measurement;
}

/** Fails when the scanner accepts what the decoder does not, or reads it differently. */
function agree(text: string, keys = keysFor()): boolean {
	const scanner = new FrameScanner();
	if (!scanner.scan(Buffer.from(text), keys)) return false;
	const measurement = decoded(text);
	expect(measurement).toEqual({
		attribute_id: scanner.attributeId,
		payload: scanner.value,
		timestamp: scanner.timestamp,
	});
	return true;
}

const frame = (payload: string, timestamp = "1700000000123", ref = '"5"', id = "ecg") =>
	`["4",${ref},${JSON.stringify(TOPIC)},"measurement",{"attribute_id":"${id}","payload":${payload},"timestamp":${timestamp}}]`;

describe("FrameScanner", () => {
	it("reads the common frame", () => {
		for (const payload of ["0", "-0", "71", "0.12", "-1.005", "123456789012345", "0.00000000000001"]) {
			expect(agree(frame(payload))).toBe(true);
		}
		for (const ref of ["null", "7", '"x y"', '""']) expect(agree(frame("1", "0", ref))).toBe(true);
		expect(agree(frame("1", "1", '"5"', "ecg_2"))).toBe(true);
	});

	it("leaves everything else to the decoder", () => {
		const odd = [
			"01",
			"1.",
			".5",
			"+1",
			"1e3",
			"1E-3",
			"1.5e2",
			"0x1",
			"1234567890123456",
			"null",
			'"1"',
			"[1]",
			"1 ",
			"- 1",
			"",
			"NaN",
		];
		for (const payload of odd) expect(agree(frame(payload))).toBe(false);
		for (const timestamp of ["1.5", "-1", "1e3", '"1"', "999999999999999"])
			expect(agree(frame("1", timestamp))).toBe(false);
		expect(agree(frame("1", "1", '"\\u0041"'))).toBe(false);
		expect(agree(frame("1", "1", '"\n"'))).toBe(false);
		expect(agree(frame("1", "1", '"5"', "unknown"))).toBe(false);
		expect(agree(`${frame("1")} `)).toBe(false);
		expect(agree(frame("1").replace('"4"', '"5"'))).toBe(false);
		expect(agree(frame("1").replace("}]", ',"event":"press"}]'))).toBe(false);
	});

	it("accepts a null join_ref, and the right one whatever its type", () => {
		expect(agree(frame("1").replace('["4"', "[null"))).toBe(true);
		expect(agree(frame("1").replace('["4"', "[4"), keysFor(4))).toBe(true);
		expect(agree(frame("1").replace('["4"', "[44"), keysFor(4))).toBe(false);
	});

	it("agrees with JSON.parse on any number it accepts (property)", () => {
		const digits = fc.string({ unit: fc.constantFrom(..."0123456789.-eE+"), maxLength: 18 });
		const number = fc.oneof(
			digits,
			fc.double().map(String),
			fc.integer().map(String),
			fc
				.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 9_999 }))
				.map(([a, b]) => `${a}.${b}`),
		);
		fc.assert(
			fc.property(number, number, (payload, timestamp) => void agree(frame(payload, timestamp))),
			{ numRuns: RUNS },
		);
	});

	it("agrees with the decoder on damaged frames (property)", () => {
		const damage = fc.record({
			at: fc.nat(),
			byte: fc.integer({ min: 0, max: 255 }),
			what: fc.constantFrom("replace", "insert", "delete"),
		});
		fc.assert(
			fc.property(
				fc.constantFrom("1", "-0.5", "123.456"),
				fc.array(damage, { maxLength: 3 }),
				(payload, damages) => {
					let bytes = Buffer.from(frame(payload));
					for (const { at, byte, what } of damages) {
						const position = at % bytes.length;
						const rest = bytes.subarray(what === "insert" ? position : position + 1);
						bytes = Buffer.concat([
							bytes.subarray(0, position),
							what === "delete" ? Buffer.alloc(0) : Buffer.of(byte),
							rest,
						]);
					}
					const scanner = new FrameScanner();
					// Text frames with invalid UTF-8 never come this far.
					if (!Buffer.from(bytes.toString()).equals(bytes) || !scanner.scan(bytes, keysFor())) return;
					agree(bytes.toString());
				},
			),
			{ numRuns: RUNS },
		);
	});
});
