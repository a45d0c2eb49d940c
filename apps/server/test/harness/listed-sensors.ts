import type { SensorSummary } from "@sensocto/protocol";
import type { TestServer } from "../launch-server.ts";
import { BATCH_SAMPLES, PLAN, type Sent, timeOf } from "./sample-plan.ts";

/** What the list of sensors lacks of these writers: the sensor, an attribute, or its last value; in words. */
export async function unlisted(server: TestServer, writers: readonly Sent[]): Promise<string[]> {
	const { body } = await server.request("/api/sensors");
	const sensors = new Map(
		(body as { sensors: SensorSummary[] }).sensors.map((each) => [each.sensor_id, each]),
	);
	return writers.flatMap((writer) => {
		const summary = sensors.get(writer.sensorId);
		if (summary === undefined) return [`${writer.sensorId} is not listed`];
		return PLAN.flatMap(({ id, stored }) => {
			const last = summary.attributes.find(({ attribute_id }) => attribute_id === id)?.last_value;
			const n = writer.lastSeq * BATCH_SAMPLES - 1;
			const { value = stored(n) } = stored(n);
			const isRight = last?.timestamp === timeOf(writer.startMs, n) && holds(last.payload, value);
			return isRight
				? []
				: [`${writer.sensorId}/${id}: last value is ${JSON.stringify(last)}, expected sample ${n}`];
		});
	});
}

/** Whether a listed payload is the value, or holds all its fields. */
function holds(payload: unknown, value: unknown): boolean {
	if (typeof value !== "object" || value === null) return payload === value;
	const fields = Object.entries(value);
	return fields.every(([name, each]) => (payload as Record<string, unknown> | null)?.[name] === each);
}
