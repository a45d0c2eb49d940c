import { it } from "vitest";
import { TestServer } from "./launch-server.ts";
import { RawSocket } from "./harness/raw-socket.ts";
it("x", async () => {
	const server = await TestServer.launch();
	const s = await RawSocket.open(server.socketUrl());
	await s.ask({ topic: "sensor:a", event: "phx_join", ref: "1" });
	const now = Date.now();
	for (const payload of [1.5, { a: 1 }, [1, "b"], 2.5]) s.send({ topic: "sensor:a", event: "measurement", payload: { attribute_id: "thing", payload, timestamp: now }, ref: "2" });
	await s.ask({ topic: "sensor:a", event: "ping", ref: "3" });
	console.log(s.received.all.map(({ frame }) => JSON.stringify(frame)));
	await new Promise((r) => setTimeout(r, 1500));
	console.log(JSON.stringify(await server.sensor("a")), JSON.stringify(await server.history("a", "thing")));
	await server.stop();
});
