import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import type { HonestState } from "../../stores/honest-state.ts";
import { batteryLevel } from "../../tiles/principal.ts";
import type { SortKey, TableQuery } from "./table-query.ts";

/** What one row of the table shows. Times are server time, epoch ms. */
export interface SensorRow {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly state: HonestState;
	readonly seenAtMs: number | undefined;
	/** Samples per second of all attributes together. */
	readonly rateHz: number;
	/** Percent, when the sensor tells. */
	readonly battery: number | undefined;
	readonly provenance: string;
	readonly connectorId: string;
	readonly connectorName: string;
	readonly attributes: readonly string[];
}

/** Tells the honest state of one attribute at an instant, as far as this page can know. */
export type StateOf = (sensor: SensorSummary, attribute: AttributeSummary) => HonestState;

/** States from best to worst; a sensor is as fresh as its freshest attribute. */
const STATE_ORDER: readonly HonestState[] = ["live", "late", "stale", "unavailable", "unknown"];

/** The row of a sensor. */
export function sensorRow(sensor: SensorSummary, stateOf: StateOf): SensorRow {
	const states = sensor.attributes.map((attribute) => stateOf(sensor, attribute));
	const state = STATE_ORDER.find((candidate) => states.includes(candidate));
	return {
		id: sensor.sensor_id,
		name: sensor.sensor_name,
		type: sensor.sensor_type,
		state: sensor.status !== "online" ? "unavailable" : (state ?? "unknown"),
		seenAtMs: seenAt(sensor),
		rateHz:
			sensor.status !== "online"
				? 0
				: sensor.attributes.reduce((sum, attribute) => sum + attribute.rate_hz, 0),
		battery: batteryLevel(sensor),
		provenance: sensor.provenance,
		connectorId: sensor.connector_id,
		connectorName: sensor.connector_name,
		attributes: sensor.attributes.map((attribute) => attribute.attribute_id),
	};
}

function seenAt(sensor: SensorSummary): number | undefined {
	const offset = sensor.clock_offset_ms ?? 0;
	const times = sensor.attributes.map(
		(attribute) => attribute.last_value?.timestamp ?? Number.NEGATIVE_INFINITY,
	);
	const newest = Math.max(...times, Number.NEGATIVE_INFINITY) + offset;
	const seen = Math.max(sensor.last_seen_at ?? Number.NEGATIVE_INFINITY, newest);
	return Number.isFinite(seen) ? seen : undefined;
}

/** Rows that match the query, in its order. Every word of the text has to be found. */
export function selectRows(rows: readonly SensorRow[], query: TableQuery): SensorRow[] {
	const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
	const kept = rows.filter(
		(row) =>
			(query.state === "" || row.state === query.state) &&
			(query.provenance === "" || row.provenance === query.provenance) &&
			(query.connector === "" || row.connectorId === query.connector) &&
			words.every((word) => found(row, word)),
	);
	const compare = COMPARE[query.sort];
	const sign = query.descending ? -1 : 1;
	return kept.sort((a, b) => compare(a, b, sign) || byName(a, b) || (a.id < b.id ? -1 : 1));
}

/** Signals count from their beginning only: "2" means Person 2, not everybody with an `spo2`. */
function found(row: SensorRow, word: string): boolean {
	const text = [row.name, row.id, row.type, row.connectorName, row.provenance].join("\n").toLowerCase();
	return text.includes(word) || row.attributes.some((id) => id.toLowerCase().startsWith(word));
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const byName = (a: SensorRow, b: SensorRow): number => collator.compare(a.name, b.name);

type Compare = (a: SensorRow, b: SensorRow, sign: number) => number;

/** Orders by text; `sign` −1 reverses. */
function text(of: (row: SensorRow) => string): Compare {
	return (a, b, sign) => sign * collator.compare(of(a), of(b));
}

/** Orders by number; rows without one come last in both directions. */
function number(of: (row: SensorRow) => number | undefined): Compare {
	return (a, b, sign) => {
		const [x, y] = [of(a), of(b)];
		if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
		return sign * (x - y);
	};
}

const COMPARE: Record<SortKey, Compare> = {
	name: text((row) => row.name),
	type: text((row) => row.type),
	provenance: text((row) => row.provenance),
	connector: text((row) => row.connectorName),
	state: number((row) => STATE_ORDER.indexOf(row.state)),
	seen: number((row) => (row.seenAtMs === undefined ? undefined : -row.seenAtMs)),
	rate: number((row) => row.rateHz),
	battery: number((row) => row.battery),
	attributes: number((row) => row.attributes.length),
};
