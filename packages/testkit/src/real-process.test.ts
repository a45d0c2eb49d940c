import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { launchProcess } from "./launch-process.ts";
import { waitUntil } from "./wait-until.ts";

const node = (code: string, options = {}) => launchProcess(process.execPath, ["-e", code], options);
const STAYS =
	"process.on('SIGTERM', () => console.log('asked')); console.log('ready'); setInterval(() => {}, 1000)";

describe("waitUntil", () => {
	it("fails at its limit with what was waited for and the last error", async () => {
		const cause = new Error("refused");
		const waiting = waitUntil(
			() => {
				throw cause;
			},
			{ timeoutMs: 20, intervalMs: 5, what: "the port" },
		);
		await expect(waiting).rejects.toMatchObject({ message: "the port was not met within 20 ms", cause });
	});

	it("returns the first value, zero and the empty text included", async () => {
		let looks = 0;
		expect(await waitUntil(() => (++looks < 3 ? undefined : 0), { intervalMs: 1 })).toBe(0);
		expect(await waitUntil(() => "")).toBe("");
		expect(looks).toBe(3);
	});
});

describe("freePort", () => {
	it("gives a port that can be listened on", async () => {
		const server = createServer().listen(await freePort(), "127.0.0.1");
		await once(server, "listening");
		server.close();
		expect(server.listening).toBe(false);
	});

	it("gives none that the system gives to outgoing connections", async () => {
		const ports = await Promise.all(Array.from({ length: 50 }, freePort));
		expect(ports.filter((port) => port >= 32_768 || port < 1_024)).toEqual([]);
	});
});

describe("launchProcess", () => {
	it("rejects for a program that does not exist", async () => {
		await expect(launchProcess("/nonexistent/program")).rejects.toMatchObject({ code: "ENOENT" });
	});

	it("quotes the output when the process ends before the expected output", async () => {
		const child = await node("console.error('port in use'); process.exitCode = 3");
		await expect(child.waitForOutput(/ready/)).rejects.toThrow(/ended.*\n.*port in use/s);
		expect(await child.exited).toEqual({ code: 3, signal: null });
		expect(child.kill()).toBe(false);
	});

	it("captures output and passes the environment", async () => {
		const child = await node("console.log('hello ' + process.env.WHO)", { env: { WHO: "sensor" } });
		expect((await child.waitForOutput(/hello (\w+)/))[1]).toBe("sensor");
		expect(await child.exited).toEqual({ code: 0, signal: null });
	});

	it("asks first and kills a process that does not end", async () => {
		const child = await node(STAYS);
		await child.waitForOutput(/ready/);
		expect(await child.stop(1_500)).toEqual({ code: null, signal: "SIGKILL" });
		expect(child.output).toContain("asked");
		expect(child.running).toBe(false);
	});
});
