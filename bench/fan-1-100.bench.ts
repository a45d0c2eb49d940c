import type { BenchContext, Result } from "./benchmark.ts";
import { compare } from "./comparison.ts";
import { startMosquitto, startNats, startSocketIo } from "./peers/peer.ts";

export const name = "fan-1-100";
export const description =
	"One publisher, 100 viewers, 500 messages of 200 bytes under way: processor time of the server per delivery, against Socket.IO, Mosquitto and NATS";
export const target =
	"≥ 15 × the deliveries per CPU second of Socket.IO and of Mosquitto, ≥ 1.5 × those of NATS";

export function run(context: BenchContext): Promise<Result> {
	return compare(context, {
		crowd: { publishers: 1, viewers: 100, messageBytes: 200, attention: "focus" },
		pace: { mode: "window", amount: 500, warmMs: 500, measureMs: 2_500 },
		peers: [
			{ name: "Socket.IO", start: startSocketIo, target: 15 },
			{ name: "Mosquitto", start: startMosquitto, target: 15 },
			{ name: "NATS", start: startNats, target: 1.5 },
		],
	});
}
