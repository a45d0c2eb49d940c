import type { Scope } from "@sensocto/supervision";
import type { WatchLevel } from "./delivery-class.ts";
import type { TopicTable } from "./topic-table.ts";

/** Levels of delivery as {@link PromptFlush} sees them. */
export interface FlushedLevels {
	/** Whether the level's window has passed since its last flush. */
	isIdle(level: WatchLevel): boolean;
	flush(level: WatchLevel): void;
}

/**
 * Flushes between two ticks where waiting gains nothing: the first samples after a pause, and a burst of one stream.
 *
 * It acts when the callback that stores samples has ended, so that all samples of a network read leave together. The
 * window is kept by idle levels all the same: after such a flush the next one comes a window later.
 */
export class PromptFlush {
	readonly #topics: TopicTable;
	readonly #levels: FlushedLevels;
	/** Levels to flush, a bit each. */
	#due = 0;

	constructor(topics: TopicTable, levels: FlushedLevels) {
		this.#topics = topics;
		this.#levels = levels;
	}

	/** Begins to watch the topics, until the scope closes. */
	start(scope: Scope): void {
		const flushDue = scope.bind(() => this.#flushDue());
		this.#topics.alert = (level, isBurst) => {
			if (!isBurst && !this.#levels.isIdle(level)) return;
			if (this.#due === 0) queueMicrotask(flushDue);
			this.#due |= 1 << level;
		};
		scope.defer(() => {
			this.#topics.alert = null;
		});
	}

	#flushDue(): void {
		const due = this.#due;
		this.#due = 0;
		for (const level of [0, 1, 2] as const) if ((due & (1 << level)) !== 0) this.#levels.flush(level);
	}
}
