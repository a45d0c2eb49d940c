import type { Channel } from "./channel.ts";
import type { ClientClock } from "./client-clock.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";

/** Beats every 20 s as long as a channel is joined. */
export class LeaseHeartbeat {
	readonly #clock: ClientClock;
	readonly #beat: () => void;
	#timer: unknown;

	/** @param beat sends one heartbeat. */
	constructor(channel: Channel, clock: ClientClock, beat: () => void) {
		this.#clock = clock;
		this.#beat = beat;
		channel.onState((state) => {
			this.#clock.clearTimeout(this.#timer);
			if (state === "joined") this.#next();
		});
	}

	#next(): void {
		this.#timer = this.#clock.setTimeout(() => {
			this.#next();
			this.#beat();
		}, CLIENT_LIMITS.leaseHeartbeatMs);
	}
}
