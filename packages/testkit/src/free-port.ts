import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Where ports are looked for: below those that systems give to outgoing connections, so that none of the many
 * connections of other tests takes a port before its server listens on it, or while its server is down.
 */
const FIRST = 12_000;
const LAST = 32_000;

/** Ports tried before giving up. */
const TRIES = 100;

/** A TCP port of the loopback interface that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
	for (let tries = 0; tries < TRIES; tries++) {
		const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
		if (await isFree(port)) return port;
	}
	throw new Error(`none of ${TRIES} ports between ${FIRST} and ${LAST} was free`);
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, "127.0.0.1");
	try {
		await once(server, "listening");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
		throw error;
	}
	server.close();
	await once(server, "close");
	return true;
}
