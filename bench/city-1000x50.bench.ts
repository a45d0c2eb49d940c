import type { BenchContext, Result } from "./benchmark.ts";
import { compare } from "./comparison.ts";
import { startMosquitto, startNats } from "./peers/peer.ts";

export const name = "city-1000x50";
export const description =
	"1 000 sensors at 10 Hz, each on its own connection and each sample in a frame of its own, 50 viewers of all of them (500 000 deliveries a second; a window of 100 ms): processor time of the server per delivery, against NATS and Mosquitto";
export const target =
	"≥ 5 × the deliveries per CPU second of NATS and ≥ 20 × those of Mosquitto, all delivered, ≤ .25 of a core";

export function run(context: BenchContext): Promise<Result> {
	return compare(context, {
		crowd: { publishers: 1_000, viewers: 50, messageBytes: 200, attention: "view" },
		pace: { mode: "rate", amount: 10_000, warmMs: 500, measureMs: 2_000 },
		peers: [
			{ name: "NATS", start: startNats, target: 5 },
			{ name: "Mosquitto", start: startMosquitto, target: 20 },
		],
		allDelivered: true,
		mostCore: 0.25,
	});
}
