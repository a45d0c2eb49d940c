import type pg from "pg";
import type { PresenceEvent } from "./flush.ts";
import type { SensorHandle } from "./sensor-handle.ts";

interface Spans {
	/** Ends of spans that began in an earlier flush. */
	ends: { rowId: string; at: string }[];
	/** Spans that began now; still open without an end. */
	begun: { rowId: string; from: string; to: string | null }[];
	/** What the last event of each sensor said. */
	latest: Map<string, { open: boolean; at: string }>;
}

/** A table of spans, at most one of each sensor open, and what begins one. */
interface SpanTable {
	table: string;
	from: string;
	to: string;
	begins: PresenceEvent["what"];
	ends: PresenceEvent["what"];
}

const CONNECTIONS: SpanTable = {
	...{ table: "sensor_connections", from: "connected_at", to: "disconnected_at" },
	...{ begins: "online", ends: "offline" },
};
const PAUSES: SpanTable = {
	...{ table: "sensor_pauses", from: "paused_at", to: "resumed_at" },
	...{ begins: "paused", ends: "resumed" },
};

/**
 * Writes online spans, pauses and the status of sensors and connectors from events in the order they happened.
 *
 * What a database that is away has not taken waits in memory and is tried again; what a stop finds there is lost, and
 * reported by the replicator.
 */
export async function storePresence(
	client: pg.ClientBase,
	events: readonly PresenceEvent[],
	rowIdOf: (sensor: SensorHandle) => string,
	newId: () => string,
): Promise<void> {
	await storeSpans(client, PAUSES, toSpans(events, PAUSES, rowIdOf), newId);
	const connections = toSpans(events, CONNECTIONS, rowIdOf);
	await storeSpans(client, CONNECTIONS, connections, newId);
	const states = [...connections.latest];
	if (states.length === 0) return;
	await client.query(
		`update sensors s set status = n.status, last_seen_at = greatest(s.last_seen_at, n.at), updated_at = now()
		from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as n (id, status, at) where s.id = n.id`,
		[
			states.map(([rowId]) => rowId),
			states.map(([, state]) => (state.open ? "online" : "offline")),
			states.map(([, state]) => state.at),
		],
	);
}

async function storeSpans(
	client: pg.ClientBase,
	{ table, from, to }: SpanTable,
	{ ends, begun }: Spans,
	newId: () => string,
): Promise<void> {
	if (ends.length > 0)
		await client.query(
			`update ${table} c set ${to} = greatest(n.at, c.${from}), updated_at = now()
			from unnest($1::uuid[], $2::timestamptz[]) as n (sensor_id, at)
			where c.sensor_id = n.sensor_id and c.${to} is null`,
			[ends.map((end) => end.rowId), ends.map((end) => end.at)],
		);
	if (begun.length > 0)
		await client.query(
			`insert into ${table} (id, sensor_id, ${from}, ${to})
			select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
			on conflict (sensor_id) where ${to} is null do nothing`,
			[begun.map(newId), begun.map((s) => s.rowId), begun.map((s) => s.from), begun.map((s) => s.to)],
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

function toSpans(
	events: readonly PresenceEvent[],
	{ begins, ends }: SpanTable,
	rowIdOf: (sensor: SensorHandle) => string,
): Spans {
	const spans: Spans = { ends: [], begun: [], latest: new Map() };
	const running = new Map<string, { to: string | null }>();
	for (const { sensor, what, atMs } of events) {
		if (what !== begins && what !== ends) continue;
		const rowId = rowIdOf(sensor);
		const at = new Date(atMs).toISOString();
		const open = running.get(rowId);
		if (what === begins && !open) {
			const span = { rowId, from: at, to: null };
			spans.begun.push(span);
			running.set(rowId, span);
		} else if (what === ends && open) {
			open.to = at;
			running.delete(rowId);
		} else if (what === ends) spans.ends.push({ rowId, at });
		spans.latest.set(rowId, { open: what === begins, at });
	}
	return spans;
}
