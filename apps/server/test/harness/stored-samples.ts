import type { TestServer } from "../launch-server.ts";
import type { CrashRig } from "./crash-rig.ts";
import { BATCH_SAMPLES, PLAN, type PlannedAttribute, type Sent, timeOf } from "./sample-plan.ts";

/** Most points one answer of the history has. */
const MAX_POINTS = 20_000;

interface HistoryColumns {
	readonly samples: number;
	readonly fields: readonly string[];
	readonly t0: number;
	readonly dt: readonly number[];
	readonly v: readonly unknown[];
}

/** Where the history differs from batches `firstSeq` up to the last of a writer, in words; nothing when it is exact. */
export async function differences(server: TestServer, writer: Sent, firstSeq = 1): Promise<string[]> {
	const first = (firstSeq - 1) * BATCH_SAMPLES;
	const end = writer.lastSeq * BATCH_SAMPLES;
	if (first === end) return [];
	const found = await Promise.all(PLAN.map((attribute) => compare(server, writer, attribute, first, end)));
	return found.flat();
}

async function compare(
	server: TestServer,
	{ sensorId, startMs }: Sent,
	attribute: PlannedAttribute,
	first: number,
	end: number,
): Promise<string[]> {
	// Beyond the last sample too: nothing that was never sent may be there.
	const range = `from=${timeOf(startMs, first)}&to=${timeOf(startMs, end) + 86_400_000}&max_points=${MAX_POINTS}`;
	const route = `/api/sensors/${encodeURIComponent(sensorId)}/attributes/${attribute.id}/history?${range}`;
	const { body, status } = await server.request(route);
	const where = `${sensorId}/${attribute.id}`;
	if (status !== 200) return [`${where}: history answers ${status}`];
	const { dt, fields, samples, t0, v } = body as HistoryColumns;
	if (samples !== end - first) return [`${where}: ${samples} samples from ${first}, expected ${end - first}`];
	const stride = v.length / dt.length;
	const wrong = dt.findIndex((offset, index) => {
		const n = first + index;
		const names = fields.length === 0 ? ["value"] : fields;
		const expected = attribute.stored(n);
		const isRight = names.every((name, at) => isSame(v[index * stride + at], expected[name] ?? null));
		return t0 + offset !== timeOf(startMs, n) || !isRight;
	});
	return wrong < 0
		? []
		: [`${where}: sample ${first + wrong} is ${JSON.stringify(v[wrong * stride])} at ${t0 + dt[wrong]!}`];
}

function isSame(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

interface Count {
	sensor: string;
	attribute: string;
	samples: number;
	instants: number;
	first: number;
	last: number;
}

/** Compares every stored row with what these writers sent: counts, instants and ends of each of their attributes. */
export async function rowDifferences(rig: CrashRig, writers: readonly Sent[]): Promise<string[]> {
	const counts = await rig.query<Count>(`
		select s.external_id as sensor, d.attribute_id as attribute, count(*)::int as samples,
			count(distinct d.ts)::int as instants, (extract(epoch from min(d.ts)) * 1000)::float8 as first,
			(extract(epoch from max(d.ts)) * 1000)::float8 as last
		from sensor_attribute_data d join sensors s on s.id = d.sensor_id group by 1, 2 order by 1, 2`);
	const row = ({ attribute, first, instants, last, samples, sensor }: Count) =>
		`${sensor}/${attribute}: ${samples} rows, ${instants} instants, ${Math.round(first)} to ${Math.round(last)}`;
	const stored = new Set(counts.map(row));
	const sent = new Set(writers.flatMap((writer) => expectedCounts(writer).map(row)));
	return [
		...[...stored].filter((each) => !sent.has(each)).map((each) => `stored, not sent: ${each}`),
		...[...sent].filter((each) => !stored.has(each)).map((each) => `sent, not stored: ${each}`),
	];
}

function expectedCounts({ lastSeq, sensorId, startMs }: Sent): Count[] {
	const samples = lastSeq * BATCH_SAMPLES;
	if (samples === 0) return [];
	return PLAN.map(({ id }) => ({
		sensor: sensorId,
		attribute: id,
		samples,
		instants: samples,
		first: timeOf(startMs, 0),
		last: timeOf(startMs, samples - 1),
	}));
}
