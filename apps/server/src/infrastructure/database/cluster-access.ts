import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

/** How to reach an embedded cluster; kept inside it, so that the two travel together. */
export interface ClusterAccess {
	port: number;
	password: string;
}

/** The name of the role and of the file that describes the access. */
export const CLUSTER_ROLE = "sensocto";

/** Reads the access file of a cluster. @throws Error when it is missing or damaged. */
export function readAccess(cluster: string): ClusterAccess {
	const file = accessFile(cluster);
	try {
		const { port, password } = JSON.parse(readFileSync(file, "utf8")) as Partial<ClusterAccess>;
		if (typeof port === "number" && typeof password === "string") return { port, password };
	} catch (cause) {
		throw new Error(`The access file of the embedded database cannot be read: ${file}.`, { cause });
	}
	throw new Error(`The access file of the embedded database is damaged: ${file}.`);
}

/** Writes the access file, readable by the server's own account only. */
export function writeAccess(cluster: string, access: ClusterAccess): void {
	writeFileSync(accessFile(cluster), `${JSON.stringify(access)}\n`, { mode: 0o600 });
}

function accessFile(cluster: string): string {
	return path.join(cluster, `${CLUSTER_ROLE}.json`);
}

/** A TCP port of 127.0.0.1 that is free at this moment; `preferred` when that one is. */
export async function freePort(preferred = 0): Promise<number> {
	const port = await listenOnce(preferred);
	return port ?? (await listenOnce(0)) ?? 0;
}

function listenOnce(port: number): Promise<number | undefined> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(undefined));
		server.listen(port, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
		});
	});
}
