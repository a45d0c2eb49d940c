import { describe, expect, it } from "vitest";
import type { HistoryAnswer } from "../../api/history-api.ts";
import { csvFileName, historyCsv } from "./history-csv.ts";

const head = {
	sensorId: "strap:1",
	sensorName: "Strap 1",
	attributeId: "ecg",
	attributeType: "ecg",
	unit: "mV",
	fieldUnits: [""],
	provenance: "replayed",
	source: "Record 208,\nmade by others",
	clockOffsetMs: -12,
	fromMs: 0,
	toMs: 2000,
	complete: true,
};

function piece(part: Partial<HistoryAnswer>): HistoryAnswer {
	return { fields: ["value"], t0: 0, dt: [], v: [], gaps: [], ...part } as HistoryAnswer;
}

describe("historyCsv", () => {
	it("says so when it was cut short", () => {
		expect(historyCsv([], { ...head, complete: false })).toContain("# samples: 0, cut short");
	});

	it("carries UTC, unit, provenance and source in its head, each on one line", () => {
		const text = historyCsv([piece({ dt: [0], v: [1] })], head);
		expect(text).toContain("# provenance: replayed\r\n# source: Record 208, made by others\r\n");
		expect(text).toContain("# from: 1970-01-01T00:00:00.000Z");
		expect(text).toContain("time_utc,time_ms,ecg [mV]\r\n");
	});

	it("reads back to identical values", () => {
		const values = [0.1 + 0.2, -1e-7, 123_456_789.125, null];
		const text = historyCsv(
			[
				piece({ t0: 5, dt: [0, 1], v: values.slice(0, 2) }),
				piece({ t0: 900, dt: [0, 4], v: values.slice(2) }),
			],
			head,
		);
		const rows = text
			.trimEnd()
			.split("\r\n")
			.filter((line) => !line.startsWith("#"))
			.slice(1);
		expect(rows.map((line) => Number(line.split(",")[1]))).toEqual([5, 6, 900, 904]);
		expect(rows.map((line) => (line.split(",")[2] === "" ? null : Number(line.split(",")[2])))).toEqual(
			values,
		);
	});

	it("names components with their own units and quotes structured values", () => {
		const battery = piece({ fields: ["level", "voltage"], dt: [0], v: [80, 3.9] });
		const text = historyCsv([battery], { ...head, attributeId: "battery", unit: "%", fieldUnits: ["", "V"] });
		expect(text).toContain("time_utc,time_ms,level [%],voltage [V]\r\n1970-01-01T00:00:00.000Z,0,80,3.9\r\n");
		const structured = piece({ fields: [], dt: [0], v: [{ a: "x,y" }] });
		expect(historyCsv([structured], { ...head, unit: null })).toContain('0,"{""a"":""x,y""}"\r\n');
	});
});

describe("csvFileName", () => {
	it("replaces what file systems refuse", () => {
		expect(csvFileName("a:b/c d", "ecg", 0)).toBe("a-b-c-d_ecg_1970-01-01T000000Z.csv");
	});
});
