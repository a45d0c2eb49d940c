import path from "node:path";
import type { DatabaseLogger } from "../../../infrastructure/database/database.ts";
import type { SpillFiles } from "./spill-files.ts";

export interface SpillQuarantineOptions {
	/** Made with the first file; other processes may use it at the same time. */
	readonly directory: string;
	/** Most bytes of all files. */
	readonly limitBytes: number;
	readonly files: SpillFiles;
	readonly logger: DatabaseLogger;
}

/**
 * Damaged spill files, kept aside for a person to look at.
 *
 * 1. What is whole in them was stored, and what is not was counted as lost when the damage was found.
 * 2. They take no more than `limitBytes`: the oldest are removed first, and counted.
 * 3. Operations run one after the other, whichever shard asks; none fails because files cannot be removed.
 */
export class SpillQuarantine {
	/** Files removed to make room. */
	removed = 0;
	readonly #options: SpillQuarantineOptions;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(options: SpillQuarantineOptions) {
		this.#options = options;
	}

	/** Where the files are. */
	get directory(): string {
		return this.#options.directory;
	}

	/** Puts a file aside. @throws Error when it cannot be moved */
	keep(file: string): Promise<void> {
		return this.#exclusively(async () => {
			const { directory, files } = this.#options;
			await files.move(file, directory, path.basename(file));
			await this.#makeRoom();
		});
	}

	/** Holds what earlier processes left to the bound. */
	open(): Promise<void> {
		return this.#exclusively(() => this.#makeRoom());
	}

	async #makeRoom(): Promise<void> {
		const { directory, files, limitBytes, logger } = this.#options;
		try {
			let bytes = 0;
			for (const name of (await files.list(directory)).sort(newestFirst)) {
				const file = path.join(directory, name);
				const size = await this.#sizeOf(file);
				bytes += size;
				if (bytes <= limitBytes) continue;
				bytes -= size;
				await files.remove(file);
				this.removed += 1;
				logger.error({ file, bytes: size }, "a damaged spill file was removed: there are too many of them");
			}
		} catch (error) {
			logger.error(
				{ directory, error: (error as Error).message },
				"damaged spill files could not be held to their bound",
			);
		}
	}

	/** 0 for a file that another process has removed meanwhile. */
	async #sizeOf(file: string): Promise<number> {
		try {
			return await this.#options.files.size(file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
			throw error;
		}
	}

	#exclusively<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#turn.then(work, work);
		this.#turn = done.catch(() => {}); // Its caller hears of it.
		return done;
	}
}

/** Names end with the segment's id, which tells when it was made (UUID v7). */
function newestFirst(a: string, b: string): number {
	const [idOfA, idOfB] = [a, b].map((name) => name.slice(name.indexOf("_") + 1));
	return idOfA! < idOfB! ? 1 : -1;
}
