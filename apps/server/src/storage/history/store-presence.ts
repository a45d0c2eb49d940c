import type pg from "pg";
import type { PresenceEvent } from "./flush.ts";
import type { SensorHandle } from "./sensor-handle.ts";

interface Spans {
	/** Ends of spans that began in an earlier flush. */
	ends: { rowId: string; at: string }[];
	/** Spans that began now; still open without an end. */
	begun: { rowId: string; from: string; to: string | null }[];
	/** What the last event of each sensor said. */
	latest: Map<string, { online: boolean; at: string }>;
}

/** Writes online spans and the status of sensors and connectors from events in the order they happened. */
export async function storePresence(
	client: pg.ClientBase,
	events: readonly PresenceEvent[],
	rowIdOf: (sensor: SensorHandle) => string,
	newId: () => string,
): Promise<void> {
	if (events.length === 0) return;
	const { ends, begun, latest } = toSpans(events, rowIdOf);
	if (ends.length > 0)
		await client.query(
			`update sensor_connections c set disconnected_at = greatest(n.at, c.connected_at), updated_at = now()
			from unnest($1::uuid[], $2::timestamptz[]) as n (sensor_id, at)
			where c.sensor_id = n.sensor_id and c.disconnected_at is null`,
			[ends.map((end) => end.rowId), ends.map((end) => end.at)],
		);
	if (begun.length > 0)
		await client.query(
			`insert into sensor_connections (id, sensor_id, connected_at, disconnected_at)
			select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
			on conflict (sensor_id) where disconnected_at is null do nothing`,
			[begun.map(newId), begun.map((s) => s.rowId), begun.map((s) => s.from), begun.map((s) => s.to)],
		);
	const states = [...latest];
	await client.query(
		`update sensors s set status = n.status, last_seen_at = greatest(s.last_seen_at, n.at), updated_at = now()
		from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as n (id, status, at) where s.id = n.id`,
		[
			states.map(([rowId]) => rowId),
			states.map(([, state]) => (state.online ? "online" : "offline")),
			states.map(([, state]) => state.at),
		],
	);
}

/**
 * Brings the connectors of these sensors to the state of all their sensors, in a transaction of its own.
 *
 * It runs after the flush: whoever comes second to a connector waits for its row and then, in a new statement,
 * sees what both flushes have written. Rows are locked in the order in which flushes lock them.
 */
export async function storeConnectorStates(
	client: pg.ClientBase,
	sensorRowIds: readonly string[],
): Promise<void> {
	if (sensorRowIds.length === 0) return;
	await client.query("begin");
	const { rows } = await client.query<{ id: string }>(
		`select id from connectors where id in (select connector_id from sensors where id = any($1::uuid[]))
		order by external_id for no key update`,
		[sensorRowIds],
	);
	await client.query(
		`with state as (
			select connector_id, max(last_seen_at) as seen, bool_or(status = 'online') as online,
				max(last_seen_at) filter (where status = 'online') as since
			from sensors where connector_id = any($1::uuid[]) group by connector_id)
		update connectors c set status = case when state.online then 'online' else 'offline' end,
			connected_at = case when c.status = 'offline' and state.online then state.since else c.connected_at end,
			last_seen_at = greatest(c.last_seen_at, state.seen), updated_at = now()
		from state where c.id = state.connector_id`,
		[rows.map(({ id }) => id)],
	);
	await client.query("commit");
}

function toSpans(events: readonly PresenceEvent[], rowIdOf: (sensor: SensorHandle) => string): Spans {
	const spans: Spans = { ends: [], begun: [], latest: new Map() };
	const open = new Map<string, { to: string | null }>();
	for (const { sensor, online, atMs } of events) {
		const rowId = rowIdOf(sensor);
		const at = new Date(atMs).toISOString();
		const running = open.get(rowId);
		if (online && !running) {
			const span = { rowId, from: at, to: null };
			spans.begun.push(span);
			open.set(rowId, span);
		} else if (!online && running) {
			running.to = at;
			open.delete(rowId);
		} else if (!online) spans.ends.push({ rowId, at });
		spans.latest.set(rowId, { online, at });
	}
	return spans;
}
