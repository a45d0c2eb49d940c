import { waitUntil } from "@sensocto/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { outcome, RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

/** A token as the command line tool prints it. */
interface MadeToken {
	readonly secret: string;
	readonly id: string;
}

let server: TestServer;
let valid: MadeToken;
let joins = 0;
const sockets: RawSocket[] = [];
beforeAll(async () => {
	server = await TestServer.launch({ AUTH_MODE: "required" });
	valid = await makeToken("bench");
});
afterAll(() => server?.stop());
afterEach(async () => {
	for (const socket of sockets.splice(0)) await socket.close();
});

async function makeToken(name: string): Promise<MadeToken> {
	const output = await server.cli("token", "create", name);
	const [, secret, id] = /^(\S+)\n\nid (\S+),/.exec(output) ?? [];
	if (secret === undefined || id === undefined) throw new Error(`no token in: ${output}`);
	return { secret, id };
}

async function open(token?: string): Promise<RawSocket> {
	const query = token === undefined ? "vsn=2.0.0" : `vsn=2.0.0&token=${encodeURIComponent(token)}`;
	const socket = await RawSocket.open(server.socketUrl(query), 2);
	sockets.push(socket);
	return socket;
}

async function join(socket: RawSocket, topic: string, payload: unknown = {}): Promise<unknown> {
	const ref = String(++joins);
	return outcome(await socket.ask({ topic, event: "phx_join", payload, ref, joinRef: ref }));
}

const unauthorized = { error: { reason: "unauthorized" } };

describe("AUTH_MODE=required", () => {
	it("A1 refuses a socket with a bad token: 403", async () => {
		for (const bad of ["fake", `${valid.secret}x`, "guest:guest_1:secret", "missing"]) {
			await expect(open(bad)).rejects.toThrow("403");
		}
	});

	it("A2 accepts a token made on the command line, for feeding and for watching", async () => {
		const socket = await open(valid.secret);
		expect(await join(socket, "viewer:mine", { directory: true })).toMatchObject({ ok: { view_id: "mine" } });
		expect(await join(socket, "sensor:a2", { bearer_token: "" })).toEqual({ ok: {} });
		expect(await join(socket, "sensocto:lvntest:1")).toEqual({ ok: {} });
	});

	it("A3 lets an anonymous socket, also one with an empty token, join a sensor with a valid bearer_token only", async () => {
		for (const socket of [await open(), await open("")]) {
			for (const bad of [undefined, "", "fake", "missing", 7]) {
				expect(await join(socket, "sensor:a3-refused", { bearer_token: bad })).toEqual(unauthorized);
			}
			expect(await join(socket, "sensor:a3", { bearer_token: valid.secret })).toEqual({ ok: {} });
		}
		const { body } = await server.request("/api/sensors", {
			headers: { authorization: `Bearer ${valid.secret}` },
		});
		const ids = (body as { sensors: { sensor_id: string }[] }).sensors.map(({ sensor_id }) => sensor_id);
		expect(ids).toContain("a3");
		expect(ids).not.toContain("a3-refused");
	});

	it("A4 refuses a bad bearer_token on a signed-in socket too", async () => {
		expect(await join(await open(valid.secret), "sensor:a4", { bearer_token: "fake" })).toEqual(unauthorized);
	});

	it("A5 refuses viewers, connection tests and connectors of an anonymous socket without a valid token", async () => {
		const socket = await open();
		expect(await join(socket, "viewer:spy")).toEqual(unauthorized);
		expect(await join(socket, "viewer:data:nonsense")).toEqual(unauthorized);
		expect(await join(socket, "sensocto:lvntest:1")).toEqual(unauthorized);
		expect(await join(socket, "sensor:a5", { sensor_type: "receiver", bearer_token: "" })).toEqual(
			unauthorized,
		);
		expect(await join(socket, "connector:a5", { bearer_token: "fake" })).toEqual(unauthorized);
		expect(await join(socket, "connector:a5", { bearer_token: valid.secret })).toEqual({ ok: {} });
	});

	it("A6 lets an anonymous socket watch with a viewer token, which only a signed-in request gets", async () => {
		const post = (headers: Record<string, string>) =>
			server.request("/api/viewer-tokens", { method: "POST", headers });
		expect((await post({})).status).toBe(401);
		expect((await post({ authorization: "Bearer fake" })).status).toBe(401);
		const { status, body } = await post({ authorization: `Bearer ${valid.secret}` });
		expect(status).toBe(200);
		expect(await join(await open(), (body as { topic: string }).topic)).toEqual({ ok: {} });
	});

	it("A7 refuses a token that was revoked, within seconds where it was just used", async () => {
		const [used, unused] = [await makeToken("used"), await makeToken("unused")];
		await open(used.secret);
		expect(await server.cli("token", "revoke", used.id)).toContain("revoked");
		expect(await server.cli("token", "revoke", unused.id)).toContain("revoked");
		await expect(open(unused.secret)).rejects.toThrow("403");
		const isRefused = () =>
			open(used.secret).then(
				() => false,
				() => true,
			);
		await waitUntil(isRefused, { what: "the refusal of a revoked token", intervalMs: 100 });
	});
});
