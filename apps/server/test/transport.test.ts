import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect, type Socket } from "node:net";
import { LIMITS } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

/** Frames a second the server of this file allows: low enough to be exceeded quickly. */
const RATE_LIMIT = 200;

const UPGRADE = {
	connection: "Upgrade",
	upgrade: "websocket",
	"sec-websocket-version": "13",
	"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch({
		RATE_LIMIT: String(RATE_LIMIT),
		ALLOWED_ORIGINS: "https://lab.example",
		MEASUREMENT_REPLIES: "all",
	});
});
afterAll(() => server?.stop());

/** What a request is answered with; status 101 when the socket was upgraded. */
interface Answer {
	readonly status: number;
	readonly body: string;
	readonly headers: IncomingHttpHeaders;
}

async function answerTo(path: string, options: RequestOptions): Promise<Answer> {
	const sent = request({ host: "127.0.0.1", port: server.port, path, ...options }).end();
	const event = await Promise.race([once(sent, "response"), once(sent, "upgrade")]);
	const response = event[0] as IncomingMessage;
	if (response.statusCode === 101) {
		(event[1] as Socket).destroy();
		return { status: 101, body: "", headers: response.headers };
	}
	let body = "";
	for await (const chunk of response) body += String(chunk);
	return { status: response.statusCode!, body, headers: response.headers };
}

const upgrade = (path: string, headers: Record<string, string> = {}, method = "GET") =>
	answerTo(path, { method, headers: { ...UPGRADE, ...headers } });

describe("the upgrade", () => {
	it.each(["", "?vsn=1.0.0", "?vsn=1.0.7", "?vsn=2.0.0", "?vsn=2.0.1", "?user_token=some_token&vsn=2.0.0"])(
		"T1 succeeds for %j",
		async (query) => {
			expect(await upgrade(`/socket/websocket${query}`)).toMatchObject({ status: 101 });
		},
	);

	it.each(["3.0.0", "1.1.0", "2.1.0", "2", "two", ""])(
		"T2 is refused with an empty 403 for vsn=%j",
		async (vsn) => {
			expect(await upgrade(`/socket/websocket?vsn=${vsn}`)).toMatchObject({ status: 403, body: "" });
		},
	);

	it("T3 is refused with 404 on any other path", async () => {
		for (const path of ["/socket", "/socket/longpoll", "/", "//", "//["])
			expect((await upgrade(path)).status).toBe(404);
	});

	it("T4 is refused with an empty 400 for methods other than GET", async () => {
		expect(await upgrade("/socket/websocket", {}, "POST")).toMatchObject({ status: 400, body: "" });
	});

	it("T5 is refused with 400 and a short text where the upgrade's headers are incomplete", async () => {
		const { status, body } = await upgrade("/socket/websocket", { "sec-websocket-key": "short" });
		expect(status).toBe(400);
		expect(body.length).toBeGreaterThan(0);
		expect(body.length).toBeLessThan(200);
	});

	it("T6 ignores a requested subprotocol and negotiates no extension", async () => {
		const wishes = { "sec-websocket-protocol": "phoenix", "sec-websocket-extensions": "permessage-deflate" };
		const { status, headers } = await upgrade("/socket/websocket", wishes);
		expect(status).toBe(101);
		expect(Object.keys(headers).filter((name) => name.startsWith("sec-websocket"))).toEqual([
			"sec-websocket-accept",
		]);
	});
});

describe("a request of the socket's path without an upgrade", () => {
	it("T7 is answered with 400 and a short text for GET", async () => {
		const { status, body } = await answerTo("/socket/websocket", { method: "GET" });
		expect(status).toBe(400);
		expect(body.length).toBeGreaterThan(0);
	});

	it("T8 is answered with an empty 400 for other methods", async () => {
		expect(await answerTo("/socket/websocket", { method: "POST" })).toMatchObject({ status: 400, body: "" });
	});
});

describe("the Origin of an upgrade", () => {
	it.each(["http://localhost:4000", "https://localhost:4001", "http://127.0.0.1:9", "https://lab.example"])(
		"T9 may be %s",
		async (origin) => {
			expect((await upgrade("/socket/websocket", { origin })).status).toBe(101);
		},
	);

	it("T10 may be the server's own host", async () => {
		const own = { origin: "https://sensors.example", host: "sensors.example" };
		expect((await upgrade("/socket/websocket", own)).status).toBe(101);
	});

	it.each(["https://evil.example", "null", "https://localhost.evil.example", "https://lab.example.evil", ""])(
		"T11 may not be %j: an empty 403",
		async (origin) => {
			expect(await upgrade("/socket/websocket", { origin })).toMatchObject({ status: 403, body: "" });
		},
	);
});

describe("an open socket", () => {
	it("T12 is closed with 1007 after invalid UTF-8", async () => {
		const socket = await RawSocket.open(server.socketUrl());
		socket.ws.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
		expect((await socket.closed).code).toBe(1007);
	});

	it("T13 is closed with 1009 by a frame above 4 MiB, while one just below is read", async () => {
		const socket = await RawSocket.open(server.socketUrl());
		const frame = (bytes: number) => {
			const empty = JSON.stringify({ topic: "phoenix", event: "heartbeat", payload: "", ref: "1" });
			return empty.replace('""', `"${"x".repeat(bytes - empty.length)}"`);
		};
		socket.ws.send(frame(LIMITS.frameBytes));
		expect(outcome(await socket.reply("1"))).toEqual({ ok: {} });
		socket.ws.send(frame(LIMITS.frameBytes + 1));
		expect((await socket.closed).code).toBe(1009);
	});

	it("T14 is closed with 1002 by an unmasked frame", async () => {
		const tcp = connect(server.port, "127.0.0.1");
		const lines = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`);
		tcp.write(`GET /socket/websocket HTTP/1.1\r\nHost: localhost\r\n${lines.join("\r\n")}\r\n\r\n`);
		await once(tcp, "data");
		tcp.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
		const [close] = (await once(tcp, "data")) as [Buffer];
		expect([close[0], close.readUInt16BE(2)]).toEqual([0x88, 1002]);
		tcp.destroy();
	});

	it("T15 answers a WebSocket ping, and a normal close with 1000", async () => {
		const socket = await RawSocket.open(server.socketUrl());
		socket.ws.ping("are you there");
		const [data] = await once(socket.ws, "pong");
		expect(String(data)).toBe("are you there");
		expect((await socket.close()).code).toBe(1000);
	});

	it("T16 above its rate is refused frame by frame, with the limit's name, and goes on when it slows down", async () => {
		const socket = await RawSocket.open(server.socketUrl());
		const topic = "sensor:busy";
		await socket.ask({ topic, event: "phx_join", ref: "join" });
		const count = 6 * RATE_LIMIT;
		for (let i = 0; i < count; i++) socket.send({ topic, event: "ping", ref: i });
		const answers = await Promise.all(Array.from({ length: count }, (_, i) => socket.reply(i)));
		const refused = answers.filter(
			(answer) => outcome(answer) instanceof Object && "error" in (outcome(answer) as object),
		);
		expect(refused.length).toBeGreaterThan(0);
		expect(outcome(refused[0]!)).toEqual({
			error: { reason: "rate_limited", limit: `${RATE_LIMIT} messages a second` },
		});
		expect(answers.slice(0, RATE_LIMIT).map(outcome)).toEqual(Array(RATE_LIMIT).fill({ ok: {} }));
		const quiet = await RawSocket.open(server.socketUrl());
		expect(outcome(await quiet.ask({ topic: "phoenix", event: "heartbeat", ref: "1" }))).toEqual({ ok: {} });
		await Promise.all([socket.close(), quiet.close()]);
	});

	it("T17 with MEASUREMENT_REPLIES=all gets ok {} for what is stored, whatever its family", async () => {
		const socket = await RawSocket.open(server.socketUrl());
		const topic = "sensor:answered";
		await socket.ask({ topic, event: "phx_join", ref: "join" });
		const measurement = { attribute_id: "hr", payload: 70, timestamp: 1_700_000_000_000 };
		const messages = [
			["measurement", measurement],
			["measurements_batch", [measurement]],
			["data", { data: { hr: 71 } }],
			["update_attributes", { action: "register", attribute_id: "hr", metadata: {} }],
		] as const;
		for (const [event, payload] of messages) {
			expect(outcome(await socket.ask({ topic, event, payload, ref: event }))).toEqual({ ok: {} });
		}
		await socket.close();
	});
});
