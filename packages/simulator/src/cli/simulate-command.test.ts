import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { simulateCommand } from "./simulate-command.ts";

function terminal() {
	const lines: string[] = [];
	const surroundings = {
		print: (line: string) => void lines.push(line),
		printError: (line: string) => void lines.push(`! ${line}`),
		untilEnd: () => Promise.resolve(),
	};
	return { lines, surroundings };
}

describe("sensocto simulate", () => {
	it("A1 explains wrong arguments and ends with 2", async () => {
		for (const argv of [
			[],
			["a", "b"],
			["demo", "--duration", "soon"],
			["demo", "--speed", "17"],
			["demo", "--pace", "3"],
		]) {
			const { lines, surroundings } = terminal();
			expect(await simulateCommand(argv, surroundings)).toBe(2);
			expect(lines.join()).toMatch(/Usage: sensocto simulate FILE/);
		}
	});

	it("A2 ends with 1 and the place of each problem when the scenario is wrong", async () => {
		const folder = await mkdtemp(join(tmpdir(), "scenario-"));
		const file = join(folder, "wrong.yaml");
		await writeFile(file, "version: 1\ntitle: x\nconnectors: 3\nnonsense: 1\n");
		const { lines, surroundings } = terminal();
		expect(await simulateCommand([file], surroundings)).toBe(1);
		expect(lines.join("\n").split("\n")).toEqual([
			expect.stringMatching(/^! .*wrong\.yaml:3:13: connectors: /),
			expect.stringMatching(/wrong\.yaml:4:1: nonsense: unknown key nonsense$/),
		]);
		expect(await simulateCommand([join(folder, "none.yaml")], surroundings)).toBe(1);
		expect(await simulateCommand(["demo", "--url", "nowhere"], surroundings)).toBe(1);
		await rm(folder, { recursive: true });
	});

	it("A3 lists the ready-made scenarios and its usage", async () => {
		const { lines, surroundings } = terminal();
		expect(await simulateCommand(["--list"], surroundings)).toBe(0);
		expect(await simulateCommand(["-h"], surroundings)).toBe(0);
		expect(lines[0]?.split("\n")).toContain("massive-study");
		expect(lines[1]).toMatch(/^Usage/);
	});

	it("A4 runs a scenario against a server until it ends and says what came of it", async () => {
		const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
		await once(server, "listening");
		const events: string[] = [];
		server.on("connection", (connection) => {
			connection.on("message", (data) => {
				const [joinRef, ref, topic, event] = JSON.parse(String(data)) as string[];
				events.push(`${event} ${topic}`);
				connection.send(JSON.stringify([joinRef, ref, topic, "phx_reply", { status: "ok", response: {} }]));
			});
		});
		const { lines, surroundings } = terminal();
		const joined = () => events.filter((event) => event.startsWith("phx_join")).length === 4;
		const status = await simulateCommand(
			["one-person", "--url", `http://127.0.0.1:${(server.address() as AddressInfo).port}`],
			{ ...surroundings, untilEnd: async () => void (await waitUntil(joined)) },
		);
		expect(status).toBe(0);
		expect(lines[0]).toMatch(/^One person: 1 connectors, 3 sensors, 7 attributes/);
		expect(lines[1]).toMatch(/the server had taken \d of 3 sensors$/);
		expect(events).toContain("phx_leave sensocto:sensor:one-person-chest");
		server.close();
		await once(server, "close");
	});
});
