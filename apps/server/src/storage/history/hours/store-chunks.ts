import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { CHUNK_COLUMNS, COPY_HEADER, COPY_TRAILER } from "../copy-encoder.ts";

/** Stores encoded rows that have their series' id and, as the last column, their place in the order of writing. */
export async function storeChunks(client: pg.ClientBase, rows: readonly Buffer[]): Promise<void> {
	const stream = client.query(
		copyFrom(`copy sensor_attribute_chunks (${CHUNK_COLUMNS}, seq) from stdin (format binary)`),
	);
	await pipeline(Readable.from([COPY_HEADER, ...rows, COPY_TRAILER]), stream);
}
