import { OPCODE } from "./wire-frame.ts";
import { WireSocket } from "./wire-socket.ts";

/** Waits of the Phoenix client before each further try to connect, in ms; after these always the last. */
const RECONNECT_MS = [10, 50, 100, 150, 200, 250, 500, 1_000, 2_000, 5_000];

const JOIN = "join";

/** A client that behaves as the Phoenix client does when its connection breaks: it comes back and joins again. */
export class StormClient {
	/** Moment of the last successful join, monotonic ms; null while it is not joined. */
	joinedAt: number | null = null;
	/** Joins the server refused. */
	refused = 0;
	readonly #port: number;
	readonly #joinFrame: string;
	#socket: WireSocket | undefined;
	#tries = 0;
	#timer: NodeJS.Timeout | undefined;
	#isOver = false;

	/** @param topic what it joins, with these parameters. */
	constructor(port: number, topic: string, params: object) {
		this.#port = port;
		this.#joinFrame = JSON.stringify([JOIN, JOIN, topic, "phx_join", params]);
	}

	/** Connects; goes on trying until {@link end}. */
	async connect(): Promise<void> {
		try {
			const socket = await WireSocket.open(this.#port, "vsn=2.0.0", {
				frame: ({ opcode, payload }) =>
					opcode === OPCODE.text && this.#take(payload.toString("latin1", 0, 100)),
				ended: () => this.#again(),
			});
			if (this.#isOver) return socket.tcp.destroy() as never;
			this.#socket = socket;
			this.#tries = 0;
			socket.sendText(this.#joinFrame);
		} catch {
			this.#again(); // Nobody listens yet, or the server is going.
		}
	}

	/** Drops the connection for good. */
	end(): void {
		this.#isOver = true;
		clearTimeout(this.#timer);
		this.#socket?.tcp.destroy();
	}

	#take(start: string): void {
		if (!start.startsWith(`["${JOIN}","${JOIN}"`)) return;
		if (start.includes('"phx_reply",{"status":"ok"')) this.joinedAt = performance.now();
		else if (start.includes('"phx_reply"')) this.refused += 1;
	}

	#again(): void {
		this.joinedAt = null;
		if (this.#isOver) return;
		const wait = RECONNECT_MS[Math.min(this.#tries++, RECONNECT_MS.length - 1)];
		this.#timer = setTimeout(() => void this.connect(), wait);
	}
}
