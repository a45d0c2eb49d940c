import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import { launchProcess, waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "./launch-server.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const EXAMPLES = path.join(ROOT, "examples");
const README = path.join(ROOT, "packages/client/README.md");

let server: TestServer;
let directory: string;
beforeAll(async () => {
	server = await TestServer.launch();
	directory = mkdtempSync(path.join(tmpdir(), "sensocto-examples-"));
});
afterAll(async () => {
	rmSync(directory, { recursive: true, force: true });
	await server?.stop();
});

const example = (name: string, ...args: string[]) =>
	launchProcess(process.execPath, [path.join(EXAMPLES, name), server.url, ...args]);

describe("the client's examples", () => {
	it("EX1 are what its README shows", () => {
		const readme = readFileSync(README, "utf8");
		const shown = [...readme.matchAll(/\[`(\S+\.ts)`\]\(\S+\):?\n\n```ts\n([\s\S]*?)```/g)];
		expect(shown.map(([, name]) => name)).toEqual([
			"device.ts",
			"exactly-once-device.ts",
			"viewer.ts",
			"browser.ts",
		]);
		for (const [, name, code] of shown) {
			expect(code).toBe(readFileSync(path.join(EXAMPLES, name!), "utf8"));
		}
	});

	it("EX2 a device streams, and a viewer shows it", async () => {
		const device = await example("device.ts");
		const viewer = await example("viewer.ts");
		await viewer.waitForOutput(/^\d{4}-\S+Z 2[12]\.\d+ °C$/m);
		await device.stop();
		await viewer.stop();
		expect((await server.sensor("greenhouse-1"))?.provenance).toBe("simulated");
	});

	it("EX3 a device that is killed and starts again stores every sample once, in order", async () => {
		const file = path.join(directory, "belt.json");
		const first = await example("exactly-once-device.ts", file);
		const [, session] = await first.waitForOutput(/streaming in session (\S+)/);
		await waitUntil(async () => ((await server.history("belt-1", "ecg"))?.samples ?? 0) > 0, {
			timeoutMs: 10_000,
		});
		first.kill("SIGKILL");
		await first.exited;
		const second = await example("exactly-once-device.ts", file);
		await second.waitForOutput(new RegExp(`streaming in session ${session}`));
		await second.stop();
		const [, stored] = second.output.match(/(\d+) samples stored, 0 wait in/)!;
		const { dt } = (await server.history("belt-1", "ecg"))!;
		expect(dt.length).toBeGreaterThanOrEqual(Number(stored));
		expect(dt).toEqual([...new Set(dt)].sort((a, b) => a - b));
	});

	it("EX4 a viewer gets the same samples in every encoding", async () => {
		const socket = new SensoctoSocket(server.url);
		socket.connect();
		const seen = await Promise.all(
			(["columns", "rows", "binary"] as const).map(async (encoding) => {
				const viewer = new ViewerSession(socket, { viewId: `ex4-${encoding}`, encoding });
				await viewer.open();
				const samples: [number, number][] = [];
				await viewer.stream("belt-1", "ecg", { seedMs: 1_000 }, ({ times, values }) => {
					times.forEach((time, index) => {
						samples.push([time, values[index] as number]);
					});
				});
				await waitUntil(() => samples.length >= 100);
				return samples.slice(-100);
			}),
		);
		const [columns, ...others] = seen;
		for (const samples of others) {
			expect(samples.map(([time]) => time)).toEqual(columns!.map(([time]) => time));
			// JSON writes as many digits as the 32-bit floats behind it have.
			for (const [index, [, value]] of samples.entries()) expect(value).toBeCloseTo(columns![index]![1], 5);
		}
		await socket.close();
	});
});
