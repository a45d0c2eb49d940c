import type { SensorSummary } from "@sensocto/protocol";
import { ApiError } from "../../api/api-error.ts";
import { rest } from "../../api/rest-client.ts";

/** Time until a server that could not answer is asked again, milliseconds. */
const RETRY_MS = 5_000;

/** A sensor that the list does not show any more, as the server has it stored. */
export class PastSensor {
	#id = $state.raw("");
	#found = $state.raw<SensorSummary | null>(null);

	/** What is stored of a sensor; null when nothing is, undefined until the server has answered. Reactive. */
	of(id: string): SensorSummary | null | undefined {
		return id === this.#id ? this.#found : undefined;
	}

	/** Asks the server for a sensor; returns the function that ends it. */
	ask(id: string): () => void {
		const abort = new AbortController();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const answered = (found: SensorSummary | null): void => {
			this.#id = id;
			this.#found = found;
		};
		const read = async (): Promise<void> => {
			try {
				const path = `/api/sensors/${encodeURIComponent(id)}`;
				const { signal } = abort;
				answered((await rest.request<{ sensor: SensorSummary }>(path, { signal })).sensor);
			} catch (error) {
				if (abort.signal.aborted) return;
				if (error instanceof ApiError && error.status === 404) answered(null);
				else timer = setTimeout(() => void read(), RETRY_MS);
			}
		};
		void read();
		return () => {
			abort.abort();
			clearTimeout(timer);
		};
	}
}
