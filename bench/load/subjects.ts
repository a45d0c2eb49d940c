import { LoadPlan, type PreparedMessage } from "./load-plan.ts";
import { brokerBody, TIME_DIGITS, valuesOf } from "./message-body.ts";
import { clientFrame } from "./raw-web-socket.ts";

/** Who publishes and who views. */
export interface Crowd {
	publishers: number;
	viewers: number;
	/** Size of one published message in bytes: WebSocket payload or broker payload. */
	messageBytes: number;
	/** How closely viewers of this project's server look: as one who has the streams on screen, or focused. */
	attention: "view" | "focus";
}

/** Makes the plan by which a crowd meets one kind of server. */
export type Planner = (crowd: Crowd, port: number) => LoadPlan;

const MASK_BYTES = 4;
/** Streams a viewer asks for in one message. */
const SUBSCRIPTIONS_AT_ONCE = 200;

const indexes = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

function upgrade(plan: LoadPlan, path: string, port: number): void {
	plan.send(
		`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
	);
	plan.wait("\r\n\r\n").drop();
}

function webSocketMessage(body: string): PreparedMessage {
	const bytes = clientFrame(body);
	const bodyAt = bytes.length - Buffer.byteLength(body);
	return { bytes, stampAt: bodyAt + body.indexOf(TIME_DIGITS), maskAt: bodyAt - MASK_BYTES };
}

function plainMessage(head: Buffer | string, body: string, tail: Buffer | string = ""): PreparedMessage {
	const start = Buffer.from(head);
	const bytes = Buffer.concat([start, Buffer.from(body), Buffer.from(tail)]);
	return { bytes, stampAt: start.length + body.indexOf(TIME_DIGITS), maskAt: -1 };
}

/** Devices that send `measurement` frames of version 2, viewers that get binary stream frames. */
export const sensocto: Planner = ({ attention, messageBytes, publishers, viewers }, port) => {
	const frame = (id: string, value: number): string =>
		`["1",null,"sensocto:sensor:${id}","measurement",` +
		`{"attribute_id":"temperature","payload":${value},"timestamp":${TIME_DIGITS}}]`;
	const ids = indexes(publishers).map((k) => {
		const id = `s${String(k).padStart(4, "0")}`;
		return id + "-".repeat(Math.max(0, messageBytes - frame(id, 20.01).length));
	});
	const plan = new LoadPlan();
	ids.forEach((id, k) => {
		plan.connect("nothing");
		upgrade(plan, "/socket/websocket?vsn=2.0.0", port);
		const join = {
			connector_id: "bench",
			connector_name: "Bench",
			sensor_id: id,
			sensor_name: `Bench ${k}`,
			sensor_type: "generic",
			attributes: { temperature: { attribute_id: "temperature", attribute_type: "temperature" } },
			sampling_rate: 10,
			batch_size: 1,
			bearer_token: "",
		};
		plan.send(clientFrame(JSON.stringify(["1", "1", `sensocto:sensor:${id}`, "phx_join", join])));
		plan.wait('"status":"ok"');
		plan.publishes(valuesOf(k).map((value) => webSocketMessage(frame(id, value))));
	});
	for (const k of indexes(viewers)) {
		plan.connect("streams");
		upgrade(plan, "/socket/websocket?vsn=2.0.0", port);
		const topic = `viewer:bench-${k}`;
		const messages: [string, object][] = [["phx_join", { encoding: "binary" }]];
		for (let from = 0; from < ids.length; from += SUBSCRIPTIONS_AT_ONCE) {
			const some = ids.slice(from, from + SUBSCRIPTIONS_AT_ONCE);
			messages.push([
				"subscribe",
				{ subscriptions: some.map((id) => ({ sensor_id: id, attribute_id: "temperature" })) },
			]);
			if (attention === "view") continue;
			messages.push([
				"attention",
				{ epoch: from, add: some.map((id) => ({ sensor_id: id, kind: "focus" })) },
			]);
		}
		plan.givesSign(clientFrame('[null,"h","phoenix","heartbeat",{}]'));
		messages.forEach(([event, payload], ref) => {
			plan.send(clientFrame(JSON.stringify(["0", String(ref), topic, event, payload])));
			plan.wait(`"${ref}","${topic}","phx_reply",{"status":"ok"`);
		});
	}
	return plan;
};

const MQTT = { connect: 0x10, publish: 0x30, subscribe: 0x82 };

function mqttPacket(type: number, body: Buffer): Buffer {
	const head = [type];
	for (let rest = body.length; ; rest >>= 7) {
		head.push(rest > 127 ? (rest & 127) | 128 : rest);
		if (rest <= 127) return Buffer.concat([Buffer.from(head), body]);
	}
}

function mqttText(text: string): Buffer {
	return Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), Buffer.from(text)]);
}

/** Clients of MQTT 3.1.1 over TCP with QoS 0; each viewer subscribes to everything. */
export const mqtt: Planner = ({ messageBytes, publishers, viewers }) => {
	const plan = new LoadPlan();
	const open = (id: string): void => {
		const variable = Buffer.concat([mqttText("MQTT"), Buffer.from([4, 2, 0, 0])]);
		plan.send(mqttPacket(MQTT.connect, Buffer.concat([variable, mqttText(id)])));
		plan.wait("\x20\x02\x00\x00");
	};
	for (const k of indexes(publishers)) {
		plan.connect("nothing");
		open(`publisher-${k}`);
		const message = (value: number): PreparedMessage => {
			const body = brokerBody(k, value, messageBytes);
			const whole = mqttPacket(MQTT.publish, Buffer.concat([mqttText(`s/${k}`), Buffer.from(body)]));
			return plainMessage(whole.subarray(0, whole.length - body.length), body);
		};
		plan.publishes(valuesOf(k).map(message));
	}
	for (const k of indexes(viewers)) {
		plan.connect("marker");
		open(`viewer-${k}`);
		plan.send(
			mqttPacket(MQTT.subscribe, Buffer.concat([Buffer.from([0, 1]), mqttText("s/#"), Buffer.from([0])])),
		);
		plan.wait("\x00\x01\x00");
	}
	return plan;
};

/** Clients of NATS over TCP; each viewer subscribes to everything. */
export const nats: Planner = ({ messageBytes, publishers, viewers }) => {
	const plan = new LoadPlan();
	const open = (subscribe: string): void => {
		plan.wait("\r\n");
		plan.send(`CONNECT {"verbose":false,"pedantic":false,"lang":"c","version":"1"}\r\n${subscribe}PING\r\n`);
		plan.wait("PONG\r\n");
	};
	for (const k of indexes(publishers)) {
		plan.connect("nothing");
		open("");
		const message = (value: number): PreparedMessage => {
			const body = brokerBody(k, value, messageBytes);
			return plainMessage(`PUB s.${k} ${body.length}\r\n`, body, "\r\n");
		};
		plan.publishes(valuesOf(k).map(message));
	}
	for (const _ of indexes(viewers)) {
		plan.connect("marker");
		open("SUB s.> 1\r\n");
	}
	return plan;
};

/** Clients of Socket.IO over WebSocket; viewers join the room that publishers' events go to. */
export const socketIo: Planner = ({ messageBytes, publishers, viewers }, port) => {
	const plan = new LoadPlan();
	const open = (): void => {
		upgrade(plan, "/socket.io/?EIO=4&transport=websocket", port);
		plan.wait("}").send(clientFrame("40")).wait("40{");
	};
	for (const k of indexes(publishers)) {
		plan.connect("nothing");
		open();
		const body = (value: number): string => brokerBody(k, value, messageBytes);
		plan.publishes(valuesOf(k).map((value) => webSocketMessage(`42["measurement",${body(value)}]`)));
	}
	for (const _ of indexes(viewers)) {
		plan.connect("marker");
		open();
		plan.send(clientFrame('420["join","everything"]')).wait("430[");
	}
	return plan;
};
