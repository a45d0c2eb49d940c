import { SupervisionError } from "./supervision-error.ts";

/**
 * Stable handle of a worker that outlives the worker's restarts.
 *
 * Give it to a child's spec as `ref` and to every part that talks to that child; nobody keeps the worker
 * itself. The supervisor attaches each incarnation once it has started and detaches it when it crashes or
 * begins to stop.
 */
export class Ref<W> {
	#worker: W | undefined;
	readonly #name: string;

	/** @param name what the error of `get` calls the worker */
	constructor(name = "worker") {
		this.#name = name;
	}

	/** The running worker. @throws SupervisionError `unavailable` while it is down. */
	get(): W {
		if (this.#worker === undefined) {
			throw new SupervisionError("unavailable", `${this.#name} is restarting or stopped; try again shortly`);
		}
		return this.#worker;
	}

	/** The running worker, or undefined while it is down. */
	peek(): W | undefined {
		return this.#worker;
	}

	/** Points the ref at a new incarnation, or at none; for supervisors, and for tests of the ref's users. */
	static attach<W>(ref: Ref<W>, worker: W | undefined): void {
		ref.#worker = worker;
	}
}
