import type { Scope } from "@sensocto/supervision";
import type { Lane } from "./delivery-class.ts";
import type { TopicTable } from "./topic-table.ts";

/** Lanes of delivery as {@link PromptFlush} sees them. */
export interface FlushedLanes {
	/** Whether the lane's window has passed since its last flush. */
	isIdle(lane: Lane): boolean;
	flush(lane: Lane): void;
}

/**
 * Flushes between two ticks where waiting gains nothing: the first samples after a pause, and a burst of one stream.
 *
 * It acts when the callback that stores samples has ended, so that all samples of a network read leave together. The
 * window is kept by idle lanes all the same: after such a flush the next one comes a window later.
 */
export class PromptFlush {
	readonly #topics: TopicTable;
	readonly #lanes: FlushedLanes;
	/** Lanes to flush, a bit each. */
	#due = 0;

	constructor(topics: TopicTable, lanes: FlushedLanes) {
		this.#topics = topics;
		this.#lanes = lanes;
	}

	/** Begins to watch the topics, until the scope closes. */
	start(scope: Scope): void {
		const flushDue = scope.bind(() => this.#flushDue());
		this.#topics.alert = (lane, isBurst) => {
			if (!isBurst && !this.#lanes.isIdle(lane)) return;
			if (this.#due === 0) queueMicrotask(flushDue);
			this.#due |= 1 << lane;
		};
		scope.defer(() => {
			this.#topics.alert = null;
		});
	}

	#flushDue(): void {
		const due = this.#due;
		this.#due = 0;
		for (let lane = 0; due >> lane !== 0; lane++) if ((due & (1 << lane)) !== 0) this.#lanes.flush(lane);
	}
}
