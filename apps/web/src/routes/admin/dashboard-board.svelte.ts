import type { DashboardOverview } from "@sensocto/protocol";
import { type AdminApi, adminApi } from "../../api/admin-api.ts";
import { ApiError } from "../../api/api-error.ts";

/** Milliseconds between two readings. */
const REFRESH_MS = 2_000;

/** Readings of the pressure kept for its course: four minutes. */
const COURSE = 120;

/** What grew how fast between the last two readings, per second; null before there are two. */
export interface Rates {
	readonly samples: number;
	readonly frames: number;
	/** Share of one core. */
	readonly cpu: number;
}

/** The operations page's state, read every 2 s while the page is in sight. */
export class DashboardBoard {
	readonly #api: AdminApi;
	#overview = $state.raw<DashboardOverview | undefined>(undefined);
	#rates = $state.raw<Rates | undefined>(undefined);
	#course = $state.raw<readonly number[]>([]);
	#error = $state.raw<ApiError | undefined>(undefined);

	constructor(api: AdminApi = adminApi) {
		this.#api = api;
	}

	/** The newest reading. */
	get overview(): DashboardOverview | undefined {
		return this.#overview;
	}

	get rates(): Rates | undefined {
		return this.#rates;
	}

	/** The last pressures, oldest first. */
	get course(): readonly number[] {
		return this.#course;
	}

	/** Why the last reading failed; the one before stays on show. */
	get error(): ApiError | undefined {
		return this.#error;
	}

	/** Reads until the answer is called. */
	watch(): () => void {
		const stopped = new AbortController();
		const read = (): void => {
			if (!document.hidden) void this.refresh(stopped.signal);
		};
		read();
		const timer = setInterval(read, REFRESH_MS);
		return () => {
			clearInterval(timer);
			stopped.abort();
		};
	}

	/** Reads now. */
	async refresh(signal?: AbortSignal): Promise<void> {
		try {
			this.#take(await this.#api.overview(signal));
			this.#error = undefined;
		} catch (thrown) {
			if (!signal?.aborted) this.#error = ApiError.from(thrown);
		}
	}

	/** Does something and shows its effect; a failure is shown like that of a reading. */
	async act(change: (api: AdminApi) => Promise<void>): Promise<void> {
		try {
			await change(this.#api);
			await this.refresh();
		} catch (thrown) {
			this.#error = ApiError.from(thrown);
		}
	}

	#take(next: DashboardOverview): void {
		const before = this.#overview;
		this.#overview = next;
		if (next.load !== null) this.#course = [...this.#course, next.load.pressure].slice(-COURSE);
		const seconds = before ? (next.at - before.at) / 1_000 : 0;
		if (before === undefined || seconds <= 0.2) return;
		// A server that started anew counts from zero.
		const rate = (of: (overview: DashboardOverview) => number): number =>
			Math.max(0, (of(next) - of(before)) / seconds);
		this.#rates = {
			samples: rate(({ totals }) => totals.samples_stored),
			frames: rate(({ totals }) => totals.frames_sent),
			cpu: rate(({ process }) => process.cpu_seconds),
		};
	}
}
