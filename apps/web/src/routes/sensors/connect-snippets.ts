/** A short program that makes the machine it runs on a sensor of this server. */
export interface ConnectSnippet {
	readonly id: string;
	readonly title: string;
	readonly run: string;
	readonly code: string;
}

/**
 * Complete programs for a server at `origin` (for example `http://127.0.0.1:4000`).
 *
 * Each joins one sensor with a heart rate, sends a value a second and answers the 30 s heartbeat, nothing else.
 */
export function connectSnippets(origin: string): ConnectSnippet[] {
	const url = `${origin.replace(/^http/, "ws")}/socket/websocket?vsn=2.0.0`;
	return [
		{
			id: "javascript",
			title: "JavaScript",
			run: "Node 22 or newer, nothing to install",
			code: javascript(url),
		},
		{ id: "python", title: "Python", run: "pip install websockets", code: python(url) },
	];
}

function javascript(url: string): string {
	return `const socket = new WebSocket("${url}");
const topic = "sensocto:sensor:my-device";
let ref = 1;
const send = (event, payload, on = topic) =>
  socket.send(JSON.stringify([on === topic ? "1" : null, String(ref++), on, event, payload]));

socket.onopen = () => {
  send("phx_join", {
    sensor_id: "my-device", sensor_name: "My device", sensor_type: "generic",
    connector_id: "my-connector", connector_name: "My connector",
    attributes: [{ attribute_id: "heartrate", attribute_type: "heartrate", sampling_rate: 1 }],
    sampling_rate: 1, batch_size: 1, bearer_token: "",
  });
  setInterval(() => send("measurement", {
    attribute_id: "heartrate", payload: 60 + Math.round(20 * Math.random()), timestamp: Date.now(),
  }), 1000);
  setInterval(() => send("heartbeat", {}, "phoenix"), 30000);
};
socket.onmessage = (message) => console.log(message.data);
`;
}

function python(url: string): string {
	return `import asyncio, json, random, time
import websockets

TOPIC = "sensocto:sensor:my-device"

async def main():
    async with websockets.connect("${url}") as socket:
        async def send(event, payload, topic=TOPIC):
            await socket.send(json.dumps(["1" if topic == TOPIC else None, "1", topic, event, payload]))

        await send("phx_join", {
            "sensor_id": "my-device", "sensor_name": "My device", "sensor_type": "generic",
            "connector_id": "my-connector", "connector_name": "My connector",
            "attributes": [{"attribute_id": "heartrate", "attribute_type": "heartrate", "sampling_rate": 1}],
            "sampling_rate": 1, "batch_size": 1, "bearer_token": "",
        })
        second = 0
        while True:
            if second % 30 == 0:
                await send("heartbeat", {}, "phoenix")
            value = random.randint(60, 80)
            await send("measurement", {"attribute_id": "heartrate", "payload": value, "timestamp": int(time.time() * 1000)})
            await asyncio.sleep(1)
            second += 1

asyncio.run(main())
`;
}
