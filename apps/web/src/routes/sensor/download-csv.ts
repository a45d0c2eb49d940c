import { type AttributeSummary, type AttributeType, LIMITS, type SensorSummary } from "@sensocto/protocol";
import { ApiError } from "../../api/api-error.ts";
import { readWholeHistory } from "../../api/history-api.ts";
import { csvFileName, historyCsv } from "./history-csv.ts";

/**
 * Saves the stored samples of a window (server time) as a CSV file on this device.
 *
 * Resolves with a sentence for the person, in success and in failure.
 */
export async function downloadCsv(
	sensor: SensorSummary,
	attribute: AttributeSummary,
	type: AttributeType,
	fromMs: number,
	toMs: number,
): Promise<string> {
	const offset = sensor.clock_offset_ms ?? 0;
	const range = { fromMs: Math.floor(fromMs - offset), toMs: Math.ceil(toMs - offset) };
	const ids = { sensorId: sensor.sensor_id, attributeId: attribute.attribute_id };
	try {
		const { pieces, complete } = await readWholeHistory({
			...ids,
			...range,
			maxPoints: LIMITS.historyPoints,
		});
		const samples = pieces.reduce((sum, piece) => sum + piece.dt.length, 0);
		if (samples === 0) return "Nothing is stored for this window.";
		const text = historyCsv(pieces, {
			...ids,
			...range,
			sensorName: sensor.sensor_name,
			attributeType: type.type,
			unit: attribute.unit ?? type.unit,
			fieldUnits: type.fields.map((field) => field.unit ?? ""),
			provenance: attribute.derived_from ? `derived from ${attribute.derived_from}` : attribute.provenance,
			source: sensor.source,
			clockOffsetMs: sensor.clock_offset_ms,
			complete,
		});
		save(text, csvFileName(ids.sensorId, ids.attributeId, range.fromMs));
		return `Saved ${samples.toLocaleString("en")} samples.`;
	} catch (thrown) {
		return `Not saved: ${ApiError.from(thrown).message}`;
	}
}

function save(text: string, name: string): void {
	const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}
