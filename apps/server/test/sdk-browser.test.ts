import path from "node:path";
import vm from "node:vm";
import { waitUntil } from "@sensocto/testkit";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "./harness/raw-socket.ts";
import { TestServer } from "./launch-server.ts";

const EXAMPLE = path.join(import.meta.dirname, "../../../examples/browser.ts");

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

/** The example as one script for browsers. */
async function bundle(): Promise<string> {
	const output = (await build({
		configFile: false,
		logLevel: "error",
		build: {
			write: false,
			minify: false,
			lib: { entry: EXAMPLE, formats: ["iife"], name: "example" },
		},
	})) as Rolldown.RolldownOutput[];
	return output[0]!.output[0].code;
}

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

describe("the client's example for browsers", () => {
	it("BX1 runs with what a page offers, and shows the latest value", async () => {
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
		for (const [index, value] of [21.04, 22.36].entries()) {
			device.send({
				topic,
				event: "measurement",
				payload: { attribute_id: "temperature", payload: value, timestamp: 1_700_000_000_000 + index },
				ref: `m${index}`,
			});
			await waitUntil(() => element.textContent === `${value.toFixed(1)} °C`);
		}
		expect([...classes]).toEqual([]);
		expect(hidden).toHaveLength(1);
		await end();
		expect([...classes]).toEqual(["stale"]);
		await device.close();
	});
});
