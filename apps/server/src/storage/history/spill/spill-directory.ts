import path from "node:path";
import { claimPath } from "../../../infrastructure/database/launch-lock.ts";
import type { SpillFiles } from "./spill-files.ts";

const QUARANTINE = "quarantine";

/**
 * The folder of spill files of one data directory, shared by the processes that use it.
 *
 * Each process has a folder of its own in it and holds a claim on that folder while it lives, which the system
 * releases however it ends: a folder nobody holds belongs to the next process that starts.
 */
export class SpillDirectory {
	readonly #root: string;
	readonly #own: string;
	readonly #files: SpillFiles;
	#opening: Promise<void> | undefined;
	#release: (() => void) | undefined;

	/** @param ownerId names this process, as no other is ever named */
	constructor(root: string, ownerId: string, files: SpillFiles) {
		this.#root = root;
		this.#own = path.join(root, ownerId);
		this.#files = files;
	}

	/** Where damaged files of all processes are kept. */
	get quarantine(): string {
		return path.join(this.#root, QUARANTINE);
	}

	/** The folder of a shard. */
	shard(shard: number): string {
		return path.join(this.#own, String(shard));
	}

	/** Claims its own folder and takes over what processes that ended left, once. */
	open(shards: number): Promise<void> {
		this.#opening ??= this.#open(shards);
		return this.#opening;
	}

	/** Leaves its folder to the next process. */
	close(): void {
		this.#release?.();
		this.#release = undefined;
		this.#opening = undefined;
	}

	async #open(shards: number): Promise<void> {
		this.#release = await claimPath(this.#own);
		for (const name of await this.#files.list(this.#root)) {
			const folder = path.join(this.#root, name);
			if (name === QUARANTINE || folder === this.#own) continue;
			const claim = await claimPath(folder);
			if (!claim) continue;
			await this.#adopt(folder, shards);
			claim();
		}
	}

	async #adopt(folder: string, shards: number): Promise<void> {
		for (const shard of await this.#files.list(folder)) {
			const target = this.shard(Number(shard) % shards);
			for (const name of await this.#files.list(path.join(folder, shard)))
				await this.#files.move(path.join(folder, shard, name), target, name);
		}
		await this.#files.removeDirectory(folder);
	}
}
