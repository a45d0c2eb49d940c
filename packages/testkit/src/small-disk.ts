import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram } from "./find-program.ts";

const BLOCK = Buffer.alloc(65_536, 0x5a);

/** A file system in memory that is small enough to be full; only root can make one. */
export class SmallDisk {
	/** Directory it is mounted at. */
	readonly directory: string;

	private constructor(directory: string) {
		this.directory = directory;
	}

	/** Mounts a disk of `bytes`; undefined where that is not possible. */
	static mount(bytes: number): SmallDisk | undefined {
		const directory = mkdtempSync(path.join(tmpdir(), "small-disk-"));
		const options = `size=${bytes},mode=0777`;
		const status = run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]);
		if (status === 0) return new SmallDisk(directory);
		rmdirSync(directory);
		return undefined;
	}

	/** Fills what is free to the last byte; @returns how many bytes that were. */
	fill(): number {
		const file = openSync(this.#ballast, "a");
		let bytes = 0;
		try {
			for (let size = BLOCK.length; size > 0; ) {
				try {
					bytes += writeSync(file, BLOCK, 0, size);
				} catch (error) {
					if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
					size = Math.floor(size / 2);
				}
			}
		} finally {
			closeSync(file);
		}
		return bytes;
	}

	/** Gives back what {@link fill} took. */
	free(): void {
		rmSync(this.#ballast, { force: true });
	}

	/** Takes the disk away with everything on it. */
	unmount(): void {
		if (run("umount", [this.directory]) !== 0) throw new Error(`${this.directory} is in use`);
		rmdirSync(this.directory);
	}

	get #ballast(): string {
		return path.join(this.directory, "ballast");
	}
}

/** Exit code of a program; null where it is not installed. */
function run(name: string, args: readonly string[]): number | null {
	const program = findProgram(name);
	return program === undefined ? null : spawnSync(program, args).status;
}
