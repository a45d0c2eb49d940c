import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { launchProcess } from "./launch-process.ts";
import { LaunchedService } from "./launched-service.ts";

/** Longest time a broker may take to start, in ms. */
const READY_MS = 15_000;

/** Starts `nats-server` on a free port of the loopback interface; undefined where it is not installed. */
export async function launchNats(): Promise<LaunchedService | undefined> {
	const program = findProgram("nats-server");
	if (program === undefined) return undefined;
	const directory = mkdtempSync(path.join(tmpdir(), "nats-"));
	const port = await freePort();
	const broker = await launchProcess(program, ["-a", "127.0.0.1", "-p", String(port), "-sd", directory]);
	await broker.waitForOutput(/Server is ready/, READY_MS);
	return new LaunchedService(`nats://127.0.0.1:${port}`, broker, directory);
}

/** Starts `mosquitto` on a free port of the loopback interface; undefined where it is not installed. */
export async function launchMosquitto(): Promise<LaunchedService | undefined> {
	const program = findProgram("mosquitto");
	if (program === undefined) return undefined;
	const directory = mkdtempSync(path.join(tmpdir(), "mosquitto-"));
	const port = await freePort();
	const settings = path.join(directory, "mosquitto.conf");
	writeFileSync(
		settings,
		`listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n`,
	);
	const broker = await launchProcess(program, ["-c", settings]);
	await broker.waitForOutput(/running/, READY_MS);
	return new LaunchedService(`mqtt://127.0.0.1:${port}`, broker, directory);
}
