import type pg from "pg";
import type { SensorHandle } from "./sensor-handle.ts";

/** Ids given to sensors and series; they become valid when the transaction commits. */
export interface DescribedSensors {
	rowIds: Map<SensorHandle, string>;
	/** By sensor and attribute id. */
	seriesIds: Map<SensorHandle, Map<string, number>>;
	/** The revision of each sensor that was written. */
	revisions: Map<SensorHandle, number>;
}

/** Writes what is known of these sensors, their connectors and attributes; rows that say the same are not touched. */
export async function describeSensors(
	client: pg.ClientBase,
	sensors: readonly SensorHandle[],
	newId: () => string,
): Promise<DescribedSensors> {
	const described = emptyDescription();
	if (sensors.length === 0) return described;
	for (const sensor of sensors) described.revisions.set(sensor, sensor.revision);
	await upsertConnectors(client, sensors, newId);
	const byExternalId = await upsertSensors(client, sensors, newId);
	for (const sensor of sensors) {
		const id = byExternalId.get(storable(sensor.descriptor.sensorId));
		if (id === undefined) throw new Error("A sensor was not stored although it was described.");
		described.rowIds.set(sensor, id);
	}
	const series = await upsertAttributes(client, described.rowIds, newId);
	for (const [sensor, id] of described.rowIds) described.seriesIds.set(sensor, series.get(id) ?? new Map());
	return described;
}

/** Describes nothing. */
export function emptyDescription(): DescribedSensors {
	return { rowIds: new Map(), seriesIds: new Map(), revisions: new Map() };
}

/** Text as PostgreSQL can hold it: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
	return text.replaceAll("\0", "\ufffd").toWellFormed();
}

const TRANSPORTS: readonly [RegExp, string][] = [
	[/simulat/i, "simulator"],
	[/ble|bluetooth/i, "ble"],
	[/wi-?fi/i, "wifi"],
	[/web|browser/i, "web"],
	[/native|mobile|ios|android|unity|desktop/i, "native"],
	[/iot|embedded|esp|arduino|rust|python|host/i, "iot"],
];

function transportOf(connectorType: string | undefined): string {
	return TRANSPORTS.find(([pattern]) => pattern.test(connectorType ?? ""))?.[1] ?? "other";
}

/** Rows are written in the order of their ids, so that shards that share a connector wait instead of deadlocking. */
async function upsertConnectors(
	client: pg.ClientBase,
	sensors: readonly SensorHandle[],
	newId: () => string,
) {
	const last = new Map(sensors.map(({ descriptor }) => [storable(descriptor.connectorId), descriptor]));
	const all = [...last];
	await client.query(
		`insert into connectors as c (id, external_id, name, transport, connector_type)
		select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as n (id, external_id)
		order by n.external_id
		on conflict (external_id) do update set name = excluded.name, transport = excluded.transport,
			connector_type = excluded.connector_type, updated_at = now()
		where (c.name, c.transport, c.connector_type)
			is distinct from (excluded.name, excluded.transport, excluded.connector_type)`,
		[
			all.map(newId),
			all.map(([id]) => id),
			all.map(([, d]) => storable(d.connectorName)),
			all.map(([, d]) => transportOf(d.connectorType)),
			all.map(([, d]) => (d.connectorType === undefined ? null : storable(d.connectorType))),
		],
	);
}

async function upsertSensors(client: pg.ClientBase, sensors: readonly SensorHandle[], newId: () => string) {
	const last = new Map(sensors.map(({ descriptor }) => [storable(descriptor.sensorId), descriptor]));
	const all = [...last];
	await client.query(
		`insert into sensors as s (id, external_id, connector_id, name, sensor_type, provenance, source)
		select n.id, n.external_id, c.id, n.name, n.sensor_type, n.provenance, n.source
		from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
			as n (id, external_id, connector, name, sensor_type, provenance, source)
		join connectors c on c.external_id = n.connector
		order by n.external_id
		on conflict (external_id) do update set connector_id = excluded.connector_id, name = excluded.name,
			sensor_type = excluded.sensor_type, provenance = excluded.provenance, source = excluded.source,
			updated_at = now()
		where (s.connector_id, s.name, s.sensor_type, s.provenance, s.source) is distinct from
			(excluded.connector_id, excluded.name, excluded.sensor_type, excluded.provenance, excluded.source)`,
		[
			all.map(newId),
			all.map(([id]) => id),
			all.map(([, d]) => storable(d.connectorId)),
			all.map(([, d]) => storable(d.name)),
			all.map(([, d]) => storable(d.type)),
			all.map(([, d]) => d.provenance),
			all.map(([, d]) => (d.source ? storable(d.source) : null)),
		],
	);
	const { rows } = await client.query<{ id: string; external_id: string }>(
		"select id, external_id from sensors where external_id = any($1::text[])",
		[all.map(([id]) => id)],
	);
	return new Map(rows.map((row) => [row.external_id, row.id]));
}

/**
 * Known attributes are updated and only new ones inserted: a conflict would use up a series id each time.
 *
 * One without samples is not inserted: a device may announce and withdraw attributes for ever.
 */
async function upsertAttributes(
	client: pg.ClientBase,
	rowIds: Map<SensorHandle, string>,
	newId: () => string,
) {
	const byKey = new Map<string, unknown[]>();
	for (const [sensor, rowId] of rowIds)
		for (const { descriptor: d, isKept } of sensor.allSeries) {
			const kind = d.precision === "json" ? "jsonb" : `float${d.precision / 8}`;
			const fields = [storable(d.attributeType), d.unit && storable(d.unit), d.samplingRateHz];
			const shown = d.displayName ? storable(d.displayName) : null;
			byKey.set(`${rowId} ${d.attributeId}`, [
				...[newId(), rowId, storable(d.attributeId), ...fields, shown, kind, d.stride],
				...[d.delivery ?? "latest", d.provenance, isKept],
			]);
		}
	const series = new Map<string, Map<string, number>>();
	if (byKey.size === 0) return series;
	const records = [...byKey.values()];
	const columns = Array.from({ length: records[0]!.length }, (_, index) => records.map((row) => row[index]));
	const given = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[],
		$8::text[], $9::int[], $10::text[], $11::text[], $12::bool[]) with ordinality as n (id, sensor_id, attribute_id,
		attribute_type, unit, sampling_rate_hz, display_name, value_kind, stride, delivery, provenance, is_kept, position)`;
	const said = `(attribute_type, unit, sampling_rate_hz, display_name, value_kind, stride, delivery, provenance)`;
	const names = said.slice(1, -1).split(", ");
	const of = (table: string) => names.map((name) => `${table}.${name}`).join(", ");
	await client.query(
		`insert into sensor_attributes (id, sensor_id, attribute_id, ${names.join(", ")})
		select n.id, n.sensor_id, n.attribute_id, ${of("n")} from ${given}
		where n.is_kept and not exists (select from sensor_attributes a
			where a.sensor_id = n.sensor_id and a.attribute_id = n.attribute_id)
		order by n.position on conflict (sensor_id, attribute_id) do nothing`,
		columns,
	);
	await client.query(
		`update sensor_attributes a set ${said} = (${of("n")}), updated_at = now() from ${given}
		where a.sensor_id = n.sensor_id and a.attribute_id = n.attribute_id
			and (${of("a")}) is distinct from (${of("n")})`,
		columns,
	);
	const { rows } = await client.query<{ sensor_id: string; attribute_id: string; series_id: number }>(
		"select sensor_id, attribute_id, series_id from sensor_attributes where sensor_id = any($1::uuid[])",
		[[...rowIds.values()]],
	);
	for (const row of rows) {
		const ids = series.get(row.sensor_id) ?? new Map<string, number>();
		series.set(row.sensor_id, ids.set(row.attribute_id, row.series_id));
	}
	return series;
}
