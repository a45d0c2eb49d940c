import type { BenchContext, Result } from "./benchmark.ts";
import { compare } from "./comparison.ts";
import { startMosquitto, startNats } from "./peers/peer.ts";

export const name = "room-100x20";
export const description =
	"100 sensors at 50 Hz, each on its own connection and each sample in a frame of its own, 20 viewers of all of them (100 000 deliveries a second; a window of 100 ms): processor time of the server per delivery, against Mosquitto and NATS";
export const target = "≥ 5 × the deliveries per CPU second of Mosquitto and of NATS";

export function run(context: BenchContext): Promise<Result> {
	return compare(context, {
		crowd: { publishers: 100, viewers: 20, messageBytes: 200, attention: "view" },
		pace: { mode: "rate", amount: 5_000, warmMs: 1_000, measureMs: 2_500 },
		peers: [
			{ name: "Mosquitto", start: startMosquitto, target: 5 },
			{ name: "NATS", start: startNats, target: 5 },
		],
	});
}
