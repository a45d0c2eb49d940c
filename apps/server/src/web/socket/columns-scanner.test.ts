import {
	columnMeasurements,
	decodeFrame,
	isColumnsProblem,
	LIMITS,
	type MeasurementColumns,
	readMeasurementColumns,
} from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scannedTime } from "../../domain/sensors/scanned-columns.ts";
import { ColumnsScanner } from "./columns-scanner.ts";
import { ScanKeys } from "./scan-keys.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 10_000);
const TOPIC = "sensocto:sensor:a:b.c d";
const scanner = new ColumnsScanner();

function keysFor(): ScanKeys {
	const keys = new ScanKeys(TOPIC, "4");
	for (const id of ["hr", "ecg", "ecg_2", "7"]) keys.learn(id);
	return keys;
}

/** What the decoder and the guards make of a frame, or null when it is no columns of this topic. */
function decoded(text: string): MeasurementColumns | null {
	let message: ReturnType<typeof decodeFrame>;
	try {
		message = decodeFrame(2, text);
	} catch {
		return null;
	}
	if (message.topic !== TOPIC || message.event !== "measurements_columns") return null;
	const columns = readMeasurementColumns(message.payload);
	return isColumnsProblem(columns) ? null : columns;
}

/** Fails when the scanner accepts what the decoder does not, or reads it differently. */
function agree(text: string): boolean {
	const bytes = Buffer.from(text);
	const accepted = scanner.scan(bytes, keysFor());
	if (accepted) expect(ColumnsScanner.endsLikeOne(bytes)).toBe(true);
	if (!accepted) return false;
	const columns = decoded(text);
	expect(columns).not.toBeNull();
	const read: unknown[] = [];
	for (let k = 0, at = 0; k < scanner.count; k++) {
		for (; at < scanner.ends[k]!; at++) {
			const timestamp = scannedTime(scanner, at);
			read.push({ attribute_id: scanner.ids[k], payload: scanner.values[at], timestamp });
		}
	}
	const { t0 } = columns!;
	expect(read).toEqual(
		Object.entries(columns!.columns).flatMap(([id, column]) => columnMeasurements(t0, id, column)),
	);
	return true;
}

const frame = (columns: string, t0 = "1700000000123", ref = '"5"') =>
	`["4",${ref},${JSON.stringify(TOPIC)},"measurements_columns",{"t0":${t0},"columns":{${columns}}}]`;

describe("ColumnsScanner", () => {
	it("reads what devices on the SDK send", () => {
		const accepted = [
			'"ecg":{"dt":4,"v":[0.1,-0.25,3]}',
			'"ecg":{"dt":4,"from":12,"v":[1]},"hr":{"dt":[0,1000,500],"v":[70,71,-0]}',
			'"ecg_2":{"dt":0,"v":[1,2]},"ecg":{"dt":2.5,"from":0.5,"v":[1,2,3]}',
		];
		for (const columns of accepted) expect(agree(frame(columns))).toBe(true);
		expect(agree(frame('"hr":{"dt":0,"v":[1]}', "0", "null"))).toBe(true);
		expect(agree(frame('"hr":{"dt":0,"v":[1]}', "1.5", "7"))).toBe(true);
	});

	it("leaves everything else to the decoder", () => {
		const column = '"hr":{"dt":1,"v":[1]}';
		const odd = [
			"",
			'"hr":{"dt":1,"v":[]}',
			'"hr":{"dt":[],"v":[]}',
			'"hr":{"dt":[0,1],"v":[1]}',
			'"hr":{"dt":[0],"from":1,"v":[1]}',
			'"hr":{"dt":-1,"v":[1]}',
			'"hr":{"dt":[-1],"v":[1]}',
			'"hr":{"dt":1,"from":-1,"v":[1]}',
			'"hr":{"dt":1e3,"v":[1]}',
			'"hr":{"dt":1,"v":[1e3]}',
			'"hr":{"dt":1,"v":["1"]}',
			'"hr":{"dt":1,"v":[null]}',
			'"hr":{"dt":1,"v":[1,]}',
			'"hr":{"v":[1],"dt":1}',
			'"hr":{"dt":1,"v":[1],"x":1}',
			'"hr":{"dt": 1,"v":[1]}',
			'"unknown":{"dt":1,"v":[1]}',
			'"7":{"dt":1,"v":[1]}',
			`${column},${column}`,
			`${column},`,
		];
		for (const columns of odd) expect(agree(frame(columns)), columns).toBe(false);
		for (const t0 of ["-1", "1e3", '"1"', "999999999999999", ""])
			expect(agree(frame(column, t0))).toBe(false);
		expect(agree(frame('"hr":{"dt":1,"v":[1,2]}', String(LIMITS.timestampMs)))).toBe(false);
		expect(agree(frame(column).replace("]}}}]", "]}},1}]"))).toBe(false);
		expect(agree(`${frame(column)} `)).toBe(false);
		expect(agree(frame(column).replace('"4"', '"5"'))).toBe(false);
	});

	it("takes as many samples as a batch may have, and not one more", () => {
		const many = (count: number): string => `"hr":{"dt":1,"v":[${Array(count).fill("1")}]}`;
		expect(agree(frame(many(LIMITS.batchMeasurements)))).toBe(true);
		expect(agree(frame(many(LIMITS.batchMeasurements + 1)))).toBe(false);
		expect(agree(frame(`${many(LIMITS.batchMeasurements)},"ecg":{"dt":1,"v":[1]}`))).toBe(false);
	});

	it("agrees with the decoder on whole and damaged frames (property)", () => {
		const number = fc.oneof(
			fc.double({ noNaN: true }).map((x) => JSON.stringify(x)),
			fc.integer({ min: -5, max: 3_000 }).map(String),
			fc.tuple(fc.nat(99), fc.nat(999)).map(([a, b]) => `${a}.${b}`),
		);
		const list = fc.array(number, { maxLength: 4 }).map((each) => `[${each}]`);
		const column = fc
			.tuple(fc.constantFrom("hr", "ecg", "ecg_2", "other"), fc.oneof(number, list), fc.option(number), list)
			.map(([id, dt, from, v]) => `"${id}":{"dt":${dt},${from === null ? "" : `"from":${from},`}"v":${v}}`);
		const damage = fc.record({
			at: fc.nat(),
			byte: fc.constantFrom(...Buffer.from('0123456789.-e,:"[]{}vdt x')),
			what: fc.constantFrom("replace", "insert", "delete"),
		});
		let accepted = 0;
		fc.assert(
			fc.property(
				fc.array(column, { maxLength: 3 }),
				fc.array(damage, { maxLength: 2 }),
				(columns, damages) => {
					let text = frame(columns.join(","));
					for (const { at, byte, what } of damages) {
						const position = at % text.length;
						const rest = text.slice(what === "insert" ? position : position + 1);
						text = text.slice(0, position) + (what === "delete" ? "" : String.fromCharCode(byte)) + rest;
					}
					if (agree(text)) accepted++;
				},
			),
			{ numRuns: RUNS },
		);
		expect(accepted).toBeGreaterThan(0);
	});
});
