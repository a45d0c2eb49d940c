import { LIMITS } from "@sensocto/protocol";
import { type Kysely, sql } from "kysely";
import type { DatabaseAccess } from "../../infrastructure/database/database.ts";
import type { Provenance, Schema } from "../../infrastructure/database/schema.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";
import { storable } from "./describe-sensors.ts";

/** An attribute as stored. */
export interface StoredAttribute {
	attributeId: string;
	attributeType: string;
	unit: string | null;
	samplingRateHz: number | null;
	displayName: string | null;
	provenance: Provenance;
	delivery: "every" | "latest" | "event";
	/** 32- or 64-bit floats, or JSON. */
	precision: 32 | 64 | "json";
	stride: number;
	/** The newest sample: a number, an array of `stride` numbers (NaN where missing), or a structured value. */
	last: { timestamp: number; sample: unknown } | null;
}

/** A sensor as stored. */
export interface StoredSensor {
	sensorId: string;
	name: string;
	type: string;
	connectorId: string | null;
	connectorName: string | null;
	connectorType: string | null;
	provenance: Provenance;
	source: string | null;
	/** Server time in ms. */
	lastSeenMs: number | null;
	attributes: StoredAttribute[];
}

interface AttributeRow {
	sensor_id: string;
	attribute_id: string;
	attribute_type: string;
	unit: string | null;
	sampling_rate_hz: number | null;
	display_name: string | null;
	provenance: Provenance;
	delivery: StoredAttribute["delivery"];
	value_kind: "float4" | "float8" | "jsonb";
	stride: number;
	at: Date | null;
	numbers: number[] | null;
	value: unknown;
}

/** Chunks looked at for the newest sample: more only where samples came out of order. */
const LATE_CHUNKS = 8;

/** Sensors as the database knows them, for listing those that are offline and recalling those that come back. */
export class SensorStore {
	readonly #database: { get(): DatabaseAccess };

	constructor(database: { get(): DatabaseAccess }) {
		this.#database = database;
	}

	/** The sensors seen last, each with its attributes and their newest samples, the last seen first. */
	loadRecent(limit: number): Promise<StoredSensor[]> {
		// What the server computes of several sensors has a history, but no device that could come back.
		return this.#load((sensors) =>
			sensors
				.where("s.provenance", "<>", "derived")
				.orderBy("s.last_seen_at", (order) => order.desc().nullsLast())
				.limit(limit),
		);
	}

	/** Those of the sensors that are stored, as {@link loadRecent} gives them, in no particular order. */
	find(sensorIds: readonly string[]): Promise<StoredSensor[]> {
		const ids = sensorIds.map(storable);
		return this.#load((sensors) =>
			sensors.where("s.provenance", "<>", "derived").where("s.external_id", "in", ids),
		);
	}

	async #load(narrow: (all: SensorQuery) => SensorQuery): Promise<StoredSensor[]> {
		const sensors = await narrow(sensorQuery(this.#database.get().kysely)).execute();
		const rows = await this.#loadAttributes(sensors.map(({ id }) => id));
		const attributes = Map.groupBy(rows, (row) => row.sensor_id);
		return sensors.map((sensor) => ({
			sensorId: sensor.external_id,
			name: sensor.name,
			type: sensor.sensor_type,
			connectorId: sensor.connector_id,
			connectorName: sensor.connector_name,
			connectorType: sensor.connector_type,
			provenance: sensor.provenance,
			source: sensor.source,
			lastSeenMs: sensor.last_seen_at?.getTime() ?? null,
			attributes: (attributes.get(sensor.id) ?? []).map(toAttribute),
		}));
	}

	/**
	 * Ends the online spans and pauses a crash left open, at the time each sensor was last seen, and marks all offline.
	 *
	 * Only for a server that is alone on its database, before it accepts devices.
	 */
	async closeOpenConnections(): Promise<void> {
		const { kysely } = this.#database.get();
		await sql`
			update sensor_connections c set updated_at = now(),
				disconnected_at = greatest(c.connected_at, coalesce(s.last_seen_at, c.connected_at))
			from sensors s where s.id = c.sensor_id and c.disconnected_at is null`.execute(kysely);
		await sql`
			update sensor_pauses p set updated_at = now(),
				resumed_at = greatest(p.paused_at, coalesce(s.last_seen_at, p.paused_at))
			from sensors s where s.id = p.sensor_id and p.resumed_at is null`.execute(kysely);
		await sql`update sensors set status = 'offline', updated_at = now() where status <> 'offline'`.execute(
			kysely,
		);
		await sql`update connectors set status = 'offline', updated_at = now() where status <> 'offline'`.execute(
			kysely,
		);
	}

	/** Makes the sensor types known; existing ones keep their id and take the new title and attributes. */
	async seedSensorTypes(
		types: readonly { name: string; title: string; allowedAttributes: readonly string[] }[],
		nowMs: number,
	): Promise<void> {
		if (types.length === 0) return;
		const rows = types.map(({ name, title, allowedAttributes }) => ({
			...{ id: uuidV7(nowMs), name, title },
			allowed_attributes: [...allowedAttributes],
		}));
		await this.#database
			.get()
			.kysely.insertInto("sensor_types")
			.values(rows)
			.onConflict((conflict) =>
				conflict.column("name").doUpdateSet((row) => ({
					title: row.ref("excluded.title"),
					allowed_attributes: row.ref("excluded.allowed_attributes"),
					updated_at: new Date(nowMs),
				})),
			)
			.execute();
	}

	/**
	 * The attributes of these sensors; of one with very many those that came last.
	 *
	 * Of the chunks that begin last, the one that ends last ends with the newest sample.
	 */
	async #loadAttributes(sensorRowIds: readonly string[]): Promise<AttributeRow[]> {
		const { rows } = await sql<AttributeRow>`
			select a.sensor_id, a.attribute_id, a.attribute_type, a.unit, a.sampling_rate_hz, a.display_name,
				a.provenance, a.delivery, a.value_kind, a.stride, c.at, c.value,
				coalesce(c.v[c.first : c.first + c.width - 1]::float8[], c.w[c.first : c.first + c.width - 1]) as numbers
			from (
				select *, row_number() over (partition by sensor_id order by series_id desc) as place
				from sensor_attributes where sensor_id = any(${sensorRowIds}::uuid[])
			) a
			left join lateral (
				select late.*, (n - 1) * width + 1 as first
				from (
					select v, w, seq, cardinality(dt) as n, j -> cardinality(dt) - 1 as value,
						t0 + dt[cardinality(dt)] * interval '1 millisecond' as at,
						coalesce(cardinality(v), cardinality(w), 1) / cardinality(dt) as width
					from sensor_attribute_chunks where series_id = a.series_id
					order by t0 desc limit ${LATE_CHUNKS}
				) late
				order by at desc, seq desc limit 1
			) c on true
			where a.place <= ${LIMITS.attributesPerSensor}
			order by a.sensor_id, a.series_id`.execute(this.#database.get().kysely);
		return rows;
	}
}

/** Every sensor, with its connector. */
function sensorQuery(kysely: Kysely<Schema>) {
	return kysely
		.selectFrom("sensors as s")
		.leftJoin("connectors as c", "c.id", "s.connector_id")
		.select([
			"s.id",
			"s.external_id",
			"s.name",
			"s.sensor_type",
			"s.provenance",
			"s.source",
			"s.last_seen_at",
		])
		.select(["c.external_id as connector_id", "c.name as connector_name", "c.connector_type"]);
}

type SensorQuery = ReturnType<typeof sensorQuery>;

function toAttribute(row: AttributeRow): StoredAttribute {
	return {
		attributeId: row.attribute_id,
		attributeType: row.attribute_type,
		unit: row.unit,
		samplingRateHz: row.sampling_rate_hz,
		displayName: row.display_name,
		provenance: row.provenance,
		delivery: row.delivery,
		precision: row.value_kind === "jsonb" ? "json" : row.value_kind === "float4" ? 32 : 64,
		stride: row.stride,
		last: row.at && { timestamp: row.at.getTime(), sample: sampleOf(row) },
	};
}

function sampleOf({ numbers, value, stride, value_kind }: AttributeRow): unknown {
	if (!numbers) return value;
	const readable = value_kind === "float4" ? numbers.map((number) => Number(number.toPrecision(7))) : numbers;
	return stride === 1 ? readable[0] : readable;
}
