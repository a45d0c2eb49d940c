import { once } from "node:events";
import { realpathSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "./find-program.ts";
import { launchMosquitto, launchNats } from "./launch-broker.ts";
import { launchPostgres } from "./launch-postgres.ts";

/** What a server says to the first bytes of its protocol. */
async function firstAnswer(url: string, hello: Uint8Array): Promise<Buffer> {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	if (hello.length > 0) socket.write(hello);
	const [answer] = (await once(socket, "data")) as [Buffer];
	socket.destroy();
	return answer;
}

describe("findProgram", () => {
	it("finds what is installed and nothing else", () => {
		expect(findProgram("sh")).toMatch(/\/sh$/);
		expect(findProgram("no-such-program")).toBeUndefined();
	});
});

describe("launchNats", () => {
	it.skipIf(findProgram("nats-server") === undefined)("starts a broker that greets", async () => {
		const broker = (await launchNats())!;
		expect(String(await firstAnswer(broker.url, new Uint8Array()))).toMatch(/^INFO /);
		await broker.stop();
		expect(broker.process.running).toBe(false);
	});
});

describe("launchMosquitto", () => {
	it.skipIf(findProgram("mosquitto") === undefined)("starts a broker that takes connections", async () => {
		const broker = (await launchMosquitto())!;
		// CONNECT of MQTT 3.1.1 with a clean session and the client id "t"; the answer is CONNACK, accepted.
		const hello = Uint8Array.of(0x10, 13, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 1, 116);
		expect([...(await firstAnswer(broker.url, hello))]).toEqual([0x20, 2, 0, 0]);
		await broker.stop();
	});
});

describe("launchPostgres", () => {
	it("says why a cluster cannot be made", async () => {
		await expect(launchPostgres({ binaries: "/nonexistent" })).rejects.toThrow(/ENOENT/);
	});

	const program = findProgram("postgres");
	it.skipIf(program === undefined)("starts a server that trusts", async () => {
		const binaries = path.dirname(realpathSync(program!));
		const database = await launchPostgres({ binaries, settings: ["max_connections=10"] });
		const names = Buffer.from("user\0postgres\0\0");
		const hello = Buffer.alloc(8);
		hello.writeInt32BE(8 + names.length);
		hello.writeInt32BE(196_608, 4); // Protocol 3.0.
		const answer = await firstAnswer(database.url, Buffer.concat([hello, names]));
		expect([String.fromCharCode(answer[0]!), answer.readInt32BE(5)]).toEqual(["R", 0]);
		await database.stop();
	});
});
