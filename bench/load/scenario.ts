import { setTimeout as sleep } from "node:timers/promises";
import { SensoctoServer } from "../sensocto-server.ts";

/** Time the simulated devices get to join and to send, in ms. */
const JOIN_MS = 60_000;
const POLL_MS = 200;

interface Listed {
	sensors: { attributes: { last_value: unknown }[] }[];
}

/** Number of sensors that have sent a value. */
async function sending(base: string): Promise<number> {
	const { sensors } = (await (await fetch(`${base}/sensors`)).json()) as Listed;
	return sensors.filter(({ attributes }) => attributes.some((one) => one.last_value !== null)).length;
}

/** Starts a server that plays a scenario and waits until so many of its sensors have a value. */
export async function startWithScenario(
	root: string,
	yaml: string,
	sensors: number,
): Promise<SensoctoServer> {
	const server = await SensoctoServer.start(root, { SIMULATOR_ENABLED: "true", HOST_SENSOR: "false" });
	const base = `http://127.0.0.1:${server.port}/api`;
	const call = async (path: string, method: string, body?: unknown): Promise<void> => {
		const json = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
		const response = await fetch(`${base}${path}`, { method, ...(body === undefined ? {} : json) });
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	};
	try {
		await call("/simulator/scenarios/benchmark", "PUT", { yaml });
		await call("/simulator/scenarios/benchmark/start", "POST");
		const deadline = performance.now() + JOIN_MS;
		while ((await sending(base)) < sensors) {
			if (performance.now() > deadline)
				throw new Error(`only ${await sending(base)} of ${sensors} sensors send`);
			await sleep(POLL_MS);
		}
	} catch (error) {
		await server.stop();
		throw error;
	}
	return server;
}
