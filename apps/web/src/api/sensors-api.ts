import type { SensorSummary } from "@sensocto/protocol";
import { type RestClient, rest } from "./rest-client.ts";

/** Lists every sensor the viewer may see, online and offline. */
export async function listSensors(signal?: AbortSignal, client: RestClient = rest): Promise<SensorSummary[]> {
	const answer = await client.request<{ sensors: SensorSummary[] }>("/api/sensors", { signal });
	return answer.sensors;
}

/** Reads one sensor; rejects with status 404 when the server has never seen it. */
export async function readSensor(
	sensorId: string,
	signal?: AbortSignal,
	client: RestClient = rest,
): Promise<SensorSummary> {
	const path = `/api/sensors/${encodeURIComponent(sensorId)}`;
	const answer = await client.request<{ sensor: SensorSummary }>(path, { signal });
	return answer.sensor;
}
