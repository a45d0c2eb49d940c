import { SensoctoSocket, type SocketState, ViewerSession } from "@sensocto/client";
import { accessToken } from "./access-token.ts";
import { AckSender } from "./ack-sender.ts";
import { localTime } from "./local-time.ts";
import { ServerClock } from "./server-clock.ts";

/** A lost connection is announced after this time, in milliseconds; shorter losses pass unnoticed. */
const ANNOUNCE_AFTER_MS = 1000;

/** The page's one connection to the server: socket, viewer channel and the server's clock. */
class Session {
	readonly socket: SensoctoSocket;
	readonly viewer: ViewerSession<"binary">;
	readonly #serverClock = new ServerClock(localTime);
	#state = $state<SocketState>("connecting");
	#announced = $state(false);
	#refusal = $state.raw<string | undefined>(undefined);
	#announcement: ReturnType<typeof setTimeout> | undefined;
	readonly #acks = new AckSender({
		now: localTime,
		afterPaint: (callback) => requestAnimationFrame(callback),
		setTimeout: (callback, ms) => setTimeout(callback, ms),
		send: (seq, paintLagMs, heldMs) => this.viewer.ack(seq, paintLagMs, heldMs),
	});

	constructor() {
		const token = accessToken();
		this.socket = new SensoctoSocket(location.origin, token === null ? {} : { params: { token } });
		this.viewer = new ViewerSession(this.socket, {
			viewId: randomId(),
			encoding: "binary",
			directory: "changes",
		});
	}

	/** State of the connection. */
	get state(): SocketState {
		return this.#state;
	}

	/** Whether a loss has lasted long enough to tell. */
	get announced(): boolean {
		return this.#announced;
	}

	/** Why the server refuses this viewer, in words; undefined while it does not. */
	get refusal(): string | undefined {
		return this.#refusal;
	}

	/** Server time now, milliseconds since the epoch. */
	serverNow(): number {
		return this.#serverClock.now();
	}

	/** Connects and joins; the answer ends that. */
	start(): () => void {
		const stops = [
			this.socket.onState((state) => this.#enter(state)),
			this.viewer.onBatch((batch) => this.#stamp(batch.seq, batch.serverTime)),
		];
		this.socket.connect();
		this.#open();
		return () => {
			for (const stop of stops) stop();
			void this.socket.close();
		};
	}

	/** Tries to connect at once instead of waiting for the next attempt. */
	retry(): void {
		this.socket.connect();
		if (this.#refusal !== undefined) this.#open();
	}

	#open(): void {
		this.viewer.open().then(
			(reply) => {
				this.#refusal = undefined;
				this.#serverClock.observe(reply.server_time);
			},
			(error: unknown) => {
				this.#refusal = error instanceof Error ? error.message : String(error);
			},
		);
	}

	#enter(state: SocketState): void {
		this.#state = state;
		if (state === "open") {
			clearTimeout(this.#announcement);
			this.#announcement = undefined;
			this.#announced = false;
		} else if (state !== "connecting") {
			this.#announcement ??= setTimeout(() => {
				this.#announced = true;
			}, ANNOUNCE_AFTER_MS);
		}
	}

	#stamp(seq: number | undefined, serverTime: number | undefined): void {
		if (serverTime !== undefined) this.#serverClock.observe(serverTime);
		if (seq !== undefined) this.#acks.arrived(seq);
	}
}

/** A name nobody else has; `randomUUID` would need a secure context, which a local network may not give. */
function randomId(): string {
	// Short: the name travels with every frame.
	const bytes = crypto.getRandomValues(new Uint8Array(8));
	return Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("");
}

/** The one session of the page. */
export const session = new Session();
