import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import type { Alert, AlertUpdate } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Inbox } from "../harness/inbox.ts";
import { RawSocket } from "../harness/raw-socket.ts";
import { TestServer } from "../launch-server.ts";

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

const SENSOR = "AA:BB:CC";

/** Time between two values in ms: slow enough for them to be told one by one. */
const EVERY_MS = 600;

/** Values that can be right before those that cannot: the streams of a new sensor are read within two seconds. */
const USUAL = 5;

/** A viewer with everything it is told about what is unusual. */
async function viewer(directory: boolean): Promise<{ told: Inbox<AlertUpdate>; close(): Promise<void> }> {
	const socket = new SensoctoSocket(server.url);
	socket.connect();
	const session = new ViewerSession(socket, { viewId: `view ${directory}`, directory });
	const told = new Inbox<AlertUpdate>();
	session.channel.on("alert", (payload) => told.push(payload as AlertUpdate));
	await session.open();
	return { told, close: () => socket.close() };
}

/** A device whose heart rate turns impossible as soon as somebody can have seen it possible. */
async function strangeDevice(until: Promise<unknown>): Promise<RawSocket> {
	const socket = await RawSocket.open(server.socketUrl());
	const topic = `sensor:${SENSOR}`;
	const params = {
		sensor_id: SENSOR,
		sensor_name: "Person 1",
		attributes: { heartrate: { attribute_type: "heartrate" } },
	};
	await socket.ask({ topic, event: "phx_join", payload: params, ref: "join" });
	let over = false;
	void until.then(() => {
		over = true;
	});
	let count = 0;
	const send = (): void => {
		if (over) return;
		const payload = {
			attribute_id: "heartrate",
			payload: count++ < USUAL ? 61 : 999,
			timestamp: Date.now(),
		};
		socket.send({ topic, event: "measurement", payload, ref: "m" });
		setTimeout(send, EVERY_MS);
	};
	send();
	return socket;
}

async function listed(query: string): Promise<Alert[]> {
	const answer = await fetch(`${server.url}/api/alerts${query}`);
	return ((await answer.json()) as { alerts: Alert[] }).alerts;
}

describe("what is unusual in a stream", () => {
	it("reaches those who follow the directory, the list of alerts, and the device as attention", async () => {
		expect(await listed("")).toEqual([]);
		const [follower, other] = await Promise.all([viewer(true), viewer(false)]);
		const first = follower.told.next(({ alerts }) => alerts.length > 0, "an alert");
		const device = await strangeDevice(first);
		const { alerts } = await first;
		const reason = "heart rate 999\u00a0bpm cannot be right: outside 20–300";
		expect(alerts[0]).toMatchObject({
			sensor_id: SENSOR,
			sensor_name: "Person 1",
			attribute_id: "heartrate",
			kind: "implausible",
			value: 999,
			reason,
		});
		expect(await listed(`?sensor_id=${encodeURIComponent(SENSOR)}&limit=1`)).toEqual([alerts[0]]);
		expect(await listed("?sensor_id=other")).toEqual([]);
		expect(await server.sensor(SENSOR)).toMatchObject({ attention_level: "high" });
		const late = await viewer(true);
		const told = await late.told.next(() => true, "the alerts so far");
		expect(told).toEqual({ full: true, alerts: await listed("?limit=50") });
		expect(other.told.all).toEqual([]);
		await Promise.all([follower.close(), other.close(), late.close(), device.close()]);
	});

	it("refuses a limit that is none", async () => {
		const statuses = await Promise.all(
			["?limit=0", "?limit=501", "?limit=x"].map(
				async (query) => (await fetch(`${server.url}/api/alerts${query}`)).status,
			),
		);
		expect(statuses).toEqual([422, 422, 422]);
	});
});
