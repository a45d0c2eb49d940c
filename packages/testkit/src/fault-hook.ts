import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** Runs inside the process before its own code. */
const PRELOAD = new URL("./fault-hook-preload.ts", import.meta.url);

/** What a command answers with. */
export interface HookAnswer {
	/** Longest delay of the event loop since the last command, in ms. */
	readonly longestDelayMs: number;
	/** Resident memory, in bytes. */
	readonly rssBytes: number;
	/** Memory of live objects and buffers, in bytes. */
	readonly usedBytes: number;
}

/** A command for the process. */
export type HookCommand =
	| { readonly do: "block"; readonly ms: number }
	| { readonly do: "hold-heap"; readonly bytes: number }
	| { readonly do: "release-heap" }
	| { readonly do: "step-clock"; readonly ms: number }
	| { readonly do: "collect-garbage" }
	| { readonly do: "look" };

/**
 * A hand inside another Node process: blocks its event loop, fills its heap, steps its clock, and looks at its health.
 *
 * The process is started with {@link env}; it is the first to connect, and its own children are not touched.
 */
export class FaultHook {
	readonly #server: Server;
	readonly #answers: ((answer: HookAnswer) => void)[] = [];
	#socket: Socket | undefined;

	private constructor(server: Server) {
		this.#server = server;
		server.once("connection", (socket) => {
			this.#socket = socket;
			socket.on("error", () => {}); // The process died; whoever waits is told by its own time limit.
			createInterface(socket).on("line", (line) => this.#answers.shift()?.(JSON.parse(line) as HookAnswer));
		});
	}

	/** Waits for a process that is to be started with {@link env}. */
	static async create(): Promise<FaultHook> {
		const server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		return new FaultHook(server);
	}

	/** Environment the process has to be started with. */
	get env(): Readonly<Record<string, string>> {
		const { port } = this.#server.address() as AddressInfo;
		return { NODE_OPTIONS: `--import ${PRELOAD.href}`, FAULT_HOOK_PORT: String(port) };
	}

	/** Keeps the event loop busy for `ms` milliseconds. */
	async block(ms: number): Promise<HookAnswer> {
		return this.#ask({ do: "block", ms });
	}

	/** Allocates `bytes` of heap and keeps them until {@link releaseHeap}. */
	async holdHeap(bytes: number): Promise<HookAnswer> {
		return this.#ask({ do: "hold-heap", bytes });
	}

	async releaseHeap(): Promise<HookAnswer> {
		return this.#ask({ do: "release-heap" });
	}

	/** Steps the wall clock by `ms`, forwards or back; timers and monotonic time are unaffected. */
	async stepClock(ms: number): Promise<HookAnswer> {
		return this.#ask({ do: "step-clock", ms });
	}

	/** Collects garbage, so that memory of different moments can be compared. */
	async collectGarbage(): Promise<HookAnswer> {
		return this.#ask({ do: "collect-garbage" });
	}

	/** How the process is. */
	async look(): Promise<HookAnswer> {
		return this.#ask({ do: "look" });
	}

	/** Ends the hook, not the process. */
	close(): void {
		this.#socket?.destroy();
		this.#server.close();
	}

	async #ask(command: HookCommand): Promise<HookAnswer> {
		if (this.#socket === undefined) await once(this.#server, "connection");
		return new Promise((resolve) => {
			this.#answers.push(resolve);
			this.#socket!.write(`${JSON.stringify(command)}\n`);
		});
	}
}
