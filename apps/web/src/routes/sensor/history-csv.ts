import type { JsonValue } from "@sensocto/protocol";
import type { HistoryAnswer } from "../../api/history-api.ts";

/** What the head of a file says about its samples. */
export interface CsvHead {
	readonly sensorId: string;
	readonly sensorName: string;
	readonly attributeId: string;
	readonly attributeType: string;
	readonly unit: string | null;
	/** Units of the components where they differ from the attribute's, in stride order. */
	readonly fieldUnits: readonly string[];
	readonly provenance: string;
	readonly source: string | null;
	readonly clockOffsetMs: number | null;
	readonly fromMs: number;
	readonly toMs: number;
	/** False when the request limit ended the reading early. */
	readonly complete: boolean;
}

/**
 * Stored samples as a CSV text (RFC 4180, CRLF, one sample a row).
 *
 * Lines that start with `#` carry what a table cannot: ids, provenance, source, UTC range, clock offset. Times are
 * device time, as UTC and as epoch ms; numbers are written in full, so that reading them back gives equal values.
 */
export function historyCsv(pieces: readonly HistoryAnswer[], head: CsvHead): string {
	const fields = pieces[0]?.fields ?? [];
	const columns =
		fields.length === 0 ? [head.attributeId] : fields.map((field) => columnName(field, fields.length, head));
	const titles = columns.map((name, index) => {
		const unit = head.fieldUnits[index] || head.unit;
		return cell(unit ? `${name} [${unit}]` : name);
	});
	const rows = pieces.flatMap((piece) =>
		piece.dt.map((_, index) => row(piece, index, Math.max(1, fields.length))),
	);
	return [...comments(head, rows.length), ["time_utc", "time_ms", ...titles].join(","), ...rows, ""].join(
		"\r\n",
	);
}

function columnName(field: string, count: number, head: CsvHead): string {
	return count === 1 && field === "value" ? head.attributeId : field;
}

function comments(head: CsvHead, samples: number): string[] {
	const facts: [string, string][] = [
		["sensor", `${head.sensorName} (${head.sensorId})`],
		["attribute", `${head.attributeId} (${head.attributeType})`],
		["unit", head.unit ?? "none"],
		["provenance", head.provenance],
		["source", head.source ?? "none given"],
		["from", new Date(head.fromMs).toISOString()],
		["to", new Date(head.toMs).toISOString()],
		["time", "device clock, UTC"],
		["server clock minus device clock", head.clockOffsetMs === null ? "unknown" : `${head.clockOffsetMs} ms`],
		["samples", head.complete ? `${samples}` : `${samples}, cut short: choose a shorter window for the rest`],
	];
	return facts.map(([name, value]) => `# ${name}: ${value.replace(/[\r\n]+/g, " ")}`);
}

function row(piece: HistoryAnswer, index: number, stride: number): string {
	const time = piece.t0 + (piece.dt[index] ?? 0);
	const values = piece.v.slice(index * stride, (index + 1) * stride);
	return [new Date(time).toISOString(), String(time), ...values.map(valueCell)].join(",");
}

function valueCell(value: JsonValue): string {
	if (value === null) return "";
	return typeof value === "number"
		? String(value)
		: cell(typeof value === "string" ? value : JSON.stringify(value));
}

function cell(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file name without characters that file systems refuse. */
export function csvFileName(sensorId: string, attributeId: string, fromMs: number): string {
	const stamp = new Date(fromMs).toISOString().slice(0, 19).replaceAll(":", "");
	return `${sensorId}_${attributeId}_${stamp}Z.csv`.replace(/[^\w.-]+/g, "-");
}
