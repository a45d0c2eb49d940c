import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { freePort } from "../../subject-process.ts";

/** Time between two samples of the profile, in µs. */
const SAMPLE_US = 500;

/** One function on one call path. */
export interface ProfileNode {
	id: number;
	callFrame: { functionName: string; url: string; lineNumber: number };
	children?: number[];
}

/** A V8 CPU profile. */
export interface CpuProfile {
	nodes: ProfileNode[];
	/** Node that ran at each sample, and the time in µs since the sample before. */
	samples: number[];
	timeDeltas: number[];
	/** µs. */
	startTime: number;
	endTime: number;
}

/** A port for the inspector of a server to be started, and the environment that opens it. */
export async function inspected(): Promise<{ port: number; env: Record<string, string> }> {
	const port = await freePort();
	return { port, env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` } };
}

/** Profiles a process by its inspector for so many ms. */
export async function profile(inspectorPort: number, ms: number): Promise<CpuProfile> {
	const response = await fetch(`http://127.0.0.1:${inspectorPort}/json/list`);
	const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
	const socket = new WebSocket(target!.webSocketDebuggerUrl, { perMessageDeflate: false });
	try {
		await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
		const call = commands(socket);
		await call("Profiler.enable");
		await call("Profiler.setSamplingInterval", { interval: SAMPLE_US });
		await call("Profiler.start");
		await sleep(ms);
		return ((await call("Profiler.stop")) as { profile: CpuProfile }).profile;
	} finally {
		socket.close();
	}
}

type Call = (method: string, params?: unknown) => Promise<unknown>;

function commands(socket: WebSocket): Call {
	const waiting = new Map<number, (result: unknown) => void>();
	let last = 0;
	socket.on("message", (data) => {
		const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
		if (id !== undefined) waiting.get(id)?.(result);
	});
	return (method, params = {}) =>
		new Promise((resolve) => {
			last++;
			waiting.set(last, resolve);
			socket.send(JSON.stringify({ id: last, method, params }));
		});
}
