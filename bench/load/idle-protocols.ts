import type { RawWebSocket } from "./raw-web-socket.ts";

/** How an idle client of one kind of server joins and stays. */
export interface IdleProtocol {
	path: string;
	opened(socket: RawWebSocket, index: number): void;
	/** Answers a message; returns "joined" once the server has confirmed the join, or why it refused. */
	received(text: string, socket: RawWebSocket, index: number): "joined" | "waiting" | { refused: string };
	/** Sent every 25 s to stay. */
	heartbeat?: string;
}

/** Clients per room of the server that has rooms. */
const ROOM_SIZE = 20;

function sensorJoin(index: number): string {
	const id = `idle-${String(index).padStart(5, "0")}`;
	const params = {
		connector_id: `idle-connector-${index % 100}`,
		connector_name: "Idle connector",
		sensor_id: id,
		sensor_name: `Idle ${index}`,
		sensor_type: "heartrate",
		attributes: { heartrate: { attribute_id: "heartrate", attribute_type: "heartrate", sampling_rate: 1 } },
		sampling_rate: 1,
		batch_size: 1,
		bearer_token: "",
	};
	return JSON.stringify(["1", "1", `sensocto:sensor:${id}`, "phx_join", params]);
}

/** A sensor on its own connection, over the channel protocol in version 2. */
const sensocto: IdleProtocol = {
	path: "/socket/websocket?vsn=2.0.0",
	heartbeat: JSON.stringify([null, "h", "phoenix", "heartbeat", {}]),
	opened(socket, index) {
		socket.send(sensorJoin(index));
	},
	received(text) {
		const [, ref, , event, payload] = JSON.parse(text) as [
			unknown,
			unknown,
			unknown,
			string,
			{ status?: string },
		];
		if (event !== "phx_reply" || ref !== "1") return "waiting";
		return payload.status === "ok" ? "joined" : { refused: text };
	},
};

/** A Socket.IO client that joined a room; Engine.IO packets 0 open, 2 ping, 3 pong, 4 message. */
const socketIo: IdleProtocol = {
	path: "/socket.io/?EIO=4&transport=websocket",
	opened() {
		// The server speaks first.
	},
	received(text, socket, index) {
		if (text.startsWith("0")) socket.send("40");
		else if (text === "2") socket.send("3");
		else if (text.startsWith("40")) socket.send(`420["join","room-${Math.floor(index / ROOM_SIZE)}"]`);
		else if (text.startsWith("430")) return "joined";
		else if (text.startsWith("44")) return { refused: text };
		return "waiting";
	},
};

export const idleProtocols: Readonly<Record<string, IdleProtocol>> = { sensocto, "socket.io": socketIo };
