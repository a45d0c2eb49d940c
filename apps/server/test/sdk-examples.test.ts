import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import vm from "node:vm";
import { DurableStream, SensoctoSocket, ViewerSession } from "@sensocto/client";
import { launchProcess, waitUntil } from "@sensocto/testkit";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const EXAMPLES = path.join(ROOT, "examples");
const T0 = 1_700_000_000_000;
const README = path.join(ROOT, "packages/client/README.md");

/** All that the example and the SDK may use of a page, besides the language itself. */
const PAGE_GLOBALS = {
	WebSocket,
	URL,
	TextDecoder,
	TextEncoder,
	crypto,
	setTimeout,
	clearTimeout,
	queueMicrotask,
};

type ShowTemperature = (element: object, url: string) => Promise<() => Promise<void>>;

/** The example for pages as one script for browsers. */
async function bundle(): Promise<string> {
	const output = (await build({
		configFile: false,
		logLevel: "error",
		build: {
			write: false,
			minify: false,
			lib: { entry: path.join(EXAMPLES, "browser.ts"), formats: ["iife"], name: "example" },
		},
	})) as Rolldown.RolldownOutput[];
	return output[0]!.output[0].code;
}

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
			timeoutMs: 60_000,
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
		const stream = new DurableStream(socket, {
			sensorId: "belt-2",
			sensorName: "Belt",
			sensorType: "ecg",
			connectorId: "belt",
			connectorName: "Belt",
			connectorType: "typescript",
			attributes: { ecg: { attribute_type: "ecg", sampling_rate: 250 } },
			provenance: "simulated",
		});
		await stream.open();
		const sent = Array.from({ length: 200 }, (_, n) => [T0 + n * 4, n / 8]);
		for (const [time, value] of sent) stream.record("ecg", value, time!);
		await stream.drained();
		const seen = await Promise.all(
			(["columns", "rows", "binary"] as const).map(async (encoding) => {
				const viewer = new ViewerSession(socket, { viewId: `ex4-${encoding}`, encoding });
				await viewer.open();
				const samples: unknown[] = [];
				await viewer.stream("belt-2", "ecg", { seedMs: 10_000 }, ({ times, values }) => {
					times.forEach((time, index) => {
						samples.push([time, values[index]]);
					});
				});
				await waitUntil(() => samples.length >= sent.length);
				return samples;
			}),
		);
		expect(seen).toEqual([sent, sent, sent]);
		await socket.close();
	});

	it("EX5 a page shows the latest value, with nothing but what pages offer", async () => {
		const device = await RawSocket.open(server.socketUrl());
		const topic = "sensor:greenhouse-1";
		await device.ask({ topic, event: "phx_join", ref: "1" });
		const classes = new Set<string>();
		const element = {
			textContent: "",
			classList: {
				toggle: (name: string, isOn: boolean) => (isOn ? classes.add(name) : classes.delete(name)),
			},
		};
		const hidden: (() => void)[] = [];
		const document = {
			hidden: false,
			addEventListener: (_: string, listener: () => void) => hidden.push(listener),
		};
		const page = vm.createContext({ ...PAGE_GLOBALS, document });
		vm.runInContext(`${await bundle()}; globalThis.show = example.showTemperature`, page);
		const end = await (page.show as ShowTemperature)(element, server.url);
		for (const temperature of [31.04, 32.36]) {
			device.send({ topic, event: "data", payload: { data: { temperature } }, ref: String(temperature) });
			await waitUntil(() => element.textContent === `${temperature.toFixed(1)} °C`);
		}
		expect([...classes]).toEqual([]);
		expect(hidden).toHaveLength(1);
		await end();
		expect([...classes]).toEqual(["stale"]);
		await device.close();
	});
});
