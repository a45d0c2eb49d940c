import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Clock } from "@sensocto/supervision";

const RETRY_MS = 25;

/**
 * Runs `work` while no other process of this machine launches the same cluster.
 *
 * The lock is a listening local socket named after the cluster, so the system releases it however its owner ends
 * and no process id has to be trusted.
 * @param timeoutMs how long to wait for another launcher before giving up with an error
 */
export async function withLaunchLock<T>(
	cluster: string,
	clock: Clock,
	timeoutMs: number,
	work: () => Promise<T>,
): Promise<T> {
	const address = lockAddress(cluster);
	const deadline = clock.monotonic() + timeoutMs;
	let lock = await acquire(address);
	while (!lock) {
		if (clock.monotonic() > deadline)
			throw new Error(`Another process has been starting the database in ${cluster} for ${timeoutMs} ms.`);
		await new Promise<void>((resolve) => {
			clock.setTimeout(resolve, RETRY_MS);
		});
		lock = await acquire(address);
	}
	try {
		return await work();
	} finally {
		lock.close();
	}
}

/**
 * Claims a path for the life of this process, without creating anything there.
 * @returns what gives the claim back, or `undefined` while another process of this machine holds it
 */
export async function claimPath(target: string): Promise<(() => void) | undefined> {
	const lock = await acquire(lockAddress(target));
	return lock && (() => void lock.close());
}

/** Linux has names outside the file system and Windows has pipes; elsewhere it is a socket file. */
function lockAddress(cluster: string): string {
	const name = `sensocto-${createHash("sha256").update(cluster).digest("hex").slice(0, 24)}`;
	if (process.platform === "linux") return `\0${name}`;
	if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
	return path.join(tmpdir(), `${name}.sock`);
}

async function acquire(address: string): Promise<Server | undefined> {
	const server = createServer((socket) => socket.destroy());
	const taken = await new Promise<boolean>((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) =>
			error.code === "EADDRINUSE" ? resolve(true) : reject(error),
		);
		server.listen(address, () => resolve(false));
	});
	if (!taken) return server.unref();
	if (path.isAbsolute(address) && process.platform !== "win32" && (await isAbandoned(address)))
		rmSync(address, { force: true });
	return undefined;
}

/** A socket file that refuses connections outlived its owner. */
function isAbandoned(address: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = connect(address);
		probe.once("connect", () => {
			probe.destroy();
			resolve(false);
		});
		probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
	});
}
