import { spawnSync } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { launchProcess, waitUntil, withSeed } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "./launch-server.ts";

const SCRIPT = path.join(import.meta.dirname, "../../../examples/python/stream.py");
const SAMPLES = 1_000;
const RATE = 500;

/** An interpreter that has the `websockets` package; Debian's own knows Debian's packages, whatever comes first in PATH. */
const python = ["python3", "/usr/bin/python3"].find(
	(command) => spawnSync(command, ["-c", "import websockets"]).status === 0,
);
const reason =
	python === undefined
		? " (skipped: no python3 with the websockets package; Debian: python3-websockets)"
		: "";

/** Passes bytes on to a server, until it is told to cut its connections. */
class CuttingProxy {
	readonly #sockets = new Set<net.Socket>();
	readonly #server: net.Server;
	/** Connections so far. */
	count = 0;

	constructor(port: number) {
		this.#server = net.createServer((client) => {
			this.count += 1;
			const target = net.connect(port, "127.0.0.1");
			for (const [from, to] of [
				[client, target],
				[target, client],
			] as const) {
				this.#sockets.add(from);
				from.on("error", () => undefined); // A cut connection is what this is for.
				from.on("close", () => {
					this.#sockets.delete(from);
					to.destroy();
				});
				from.pipe(to);
			}
		});
	}

	async listen(): Promise<number> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		return (this.#server.address() as net.AddressInfo).port;
	}

	cut(): void {
		for (const socket of this.#sockets) socket.resetAndDestroy();
	}

	close(): void {
		this.cut();
		this.#server.close();
	}
}

let server: TestServer;
beforeAll(async () => {
	if (python !== undefined) server = await TestServer.launch();
});
afterAll(() => server?.stop());

describe(`the example in Python${reason}`, () => {
	it.skipIf(python === undefined)(
		"PX1 stores every sample once, in order, over lost connections",
		() =>
			withSeed(async (rng) => {
				const proxy = new CuttingProxy(server.port);
				const url = `ws://127.0.0.1:${await proxy.listen()}`;
				const script = await launchProcess(python!, [
					"-u",
					SCRIPT,
					...["--url", url, "--samples", String(SAMPLES), "--rate", String(RATE)],
				]);
				for (let cuts = 1; cuts <= 4; cuts++) {
					await waitUntil(() => proxy.count === cuts || !script.running, { timeoutMs: 60_000 });
					const first = (await server.history("python-sine", "sine"))?.samples ?? 0;
					// Cut at any moment of the exchange: at times before anything of the connection is stored.
					if (rng.chance(0.7)) {
						await waitUntil(
							async () =>
								!script.running || ((await server.history("python-sine", "sine"))?.samples ?? 0) > first,
							{ timeoutMs: 60_000 },
						);
					}
					proxy.cut();
				}
				await script.waitForOutput(/samples stored/, 60_000);
				expect(await script.exited).toEqual({ code: 0, signal: null });
				expect(script.output).toContain(`${SAMPLES} samples stored, 0 lost`);
				const { dt, v } = (await server.history("python-sine", "sine"))!;
				expect(dt).toEqual(Array.from({ length: SAMPLES }, (_, n) => n * (1_000 / RATE)));
				const sine = Array.from({ length: SAMPLES }, (_, n) => Math.sin((2 * Math.PI * n) / RATE));
				for (const [n, value] of sine.entries()) expect(v[n]).toBeCloseTo(value, 5);
				proxy.close();
			}),
		120_000,
	);
});
