import * as fs from "node:fs/promises";
import path from "node:path";

/** The calls a spill makes on the file system; tests give others to make it fail. */
export interface SpillFiles {
	/** Adds to the end of a file, made when it is missing, and returns when the bytes are on the disk. */
	append(file: string, parts: readonly Buffer[]): Promise<void>;
	/** Puts a file in the place of another, whole or not at all. */
	replace(file: string, parts: readonly Buffer[]): Promise<void>;
	/** Cuts a file. */
	truncate(file: string, bytes: number): Promise<void>;
	/** Reads up to `length` bytes from `at`; fewer at the end. */
	read(file: string, at: number, length: number): Promise<Buffer>;
	size(file: string): Promise<number>;
	/** Removes a file; returns when the removal is on the disk. */
	remove(file: string): Promise<void>;
	/** Moves a file to a directory, made when it is missing. */
	move(file: string, directory: string, name: string): Promise<void>;
	/** Names in a directory, sorted; none when it is missing. */
	list(directory: string): Promise<string[]>;
	makeDirectory(directory: string): Promise<void>;
	removeDirectory(directory: string): Promise<void>;
}

/** Most buffers the system takes in one call. */
const VECTORS = 512;

/** The real file system. */
export const spillFiles: SpillFiles = {
	async append(file, parts) {
		await write(file, "a", parts);
	},
	async replace(file, parts) {
		await write(`${file}.new`, "w", parts);
		await fs.rename(`${file}.new`, file);
		await syncDirectory(file);
	},
	truncate: (file, bytes) => fs.truncate(file, bytes),
	async read(file, at, length) {
		const handle = await fs.open(file, "r");
		try {
			const bytes = Buffer.allocUnsafe(length);
			let filled = 0;
			while (filled < length) {
				const { bytesRead } = await handle.read(bytes, filled, length - filled, at + filled);
				if (bytesRead === 0) break;
				filled += bytesRead;
			}
			return bytes.subarray(0, filled);
		} finally {
			await handle.close();
		}
	},
	size: async (file) => (await fs.stat(file)).size,
	async remove(file) {
		await fs.rm(file, { force: true });
		await syncDirectory(file);
	},
	async move(file, directory, name) {
		await fs.mkdir(directory, { recursive: true });
		await fs.rename(file, path.join(directory, name));
	},
	async list(directory) {
		try {
			return (await fs.readdir(directory)).sort();
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
			throw error;
		}
	},
	async makeDirectory(directory) {
		await fs.mkdir(directory, { recursive: true });
	},
	removeDirectory: (directory) => fs.rm(directory, { recursive: true, force: true }),
};

async function write(file: string, flags: "a" | "w", parts: readonly Buffer[]): Promise<void> {
	const handle = await fs.open(file, flags, 0o600);
	try {
		for (let from = 0; from < parts.length; from += VECTORS) {
			const some = parts.slice(from, from + VECTORS);
			const wanted = some.reduce((sum, part) => sum + part.length, 0);
			const { bytesWritten } = await handle.writev(some);
			if (bytesWritten !== wanted) await handle.appendFile(Buffer.concat(some).subarray(bytesWritten));
		}
		await handle.datasync();
	} finally {
		await handle.close();
	}
}

/** A new or removed name is on the disk only once its directory is. Windows has no such call. */
async function syncDirectory(file: string): Promise<void> {
	if (process.platform === "win32") return;
	const directory = await fs.open(path.dirname(file), "r");
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}
