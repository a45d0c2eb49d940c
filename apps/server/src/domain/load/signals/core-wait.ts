import { closeSync, openSync, readSync } from "node:fs";
import type { Scope } from "@sensocto/supervision";

/** Linux counts here, for the thread that opens it: ns on a core, ns ready but without one, and how often it ran. */
const SCHEDULE = "/proc/thread-self/schedstat";

/** Longer than any content of the file. */
const BYTES = 128;

const NS_PER_MS = 1e6;

/** How long this thread was ready to run and got no processor core, because others had them all. */
export class CoreWait {
	readonly #path: string;
	readonly #content = Buffer.alloc(BYTES);
	#file: number | undefined;
	#before = 0;

	/** @param path where the kernel counts; where there is no such file nothing is known, and the wait is 0. */
	constructor(path: string = SCHEDULE) {
		this.#path = path;
	}

	start(scope: Pick<Scope, "defer">): void {
		try {
			this.#file = openSync(this.#path, "r");
		} catch {
			// Systems other than Linux do not tell.
			return;
		}
		scope.defer(() => {
			closeSync(this.#file!);
			this.#file = undefined;
		});
		this.takeMs();
	}

	/** The wait since the last call, in ms. */
	takeMs(): number {
		if (this.#file === undefined) return 0;
		const length = readSync(this.#file, this.#content, 0, BYTES, 0);
		const waited = Number(this.#content.toString("latin1", 0, length).split(" ")[1]) / NS_PER_MS;
		if (!Number.isFinite(waited)) return 0;
		const sinceMs = waited - this.#before;
		this.#before = waited;
		return sinceMs;
	}
}
