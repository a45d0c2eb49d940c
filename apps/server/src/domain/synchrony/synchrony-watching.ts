import type { SynchronyWatch } from "@sensocto/protocol";
import type { SynchronyListener, SynchronyWatches } from "./synchrony-watches.ts";

/** What one viewer watches: each request replaces the one before, if it can be met. */
export class SynchronyWatching {
	readonly #watches: SynchronyWatches;
	readonly #listener: SynchronyListener;
	#releases: (() => void)[] = [];

	constructor(watches: SynchronyWatches, listener: SynchronyListener) {
		this.#watches = watches;
		this.#listener = listener;
	}

	/** Watches that from now on; returns false, with nothing changed, when too many other groups are watched. */
	replace({ kinds, sensors }: SynchronyWatch): boolean {
		const begun: (() => void)[] = [];
		for (const kind of kinds) {
			// A listener of its own for each request: ending the old one must not end the same group's new one.
			const release = this.#watches.watch(kind, sensors ?? null, (json) => this.#listener(json));
			if (release === undefined) {
				for (const each of begun) each();
				return false;
			}
			begun.push(release);
		}
		this.close();
		this.#releases = begun;
		return true;
	}

	/** Watches nothing any more. */
	close(): void {
		for (const release of this.#releases) release();
		this.#releases = [];
	}
}
