import type { BenchContext, Result } from "./benchmark.ts";
import { compare } from "./comparison.ts";
import { startAedes, startMosquitto } from "./peers/peer.ts";

export const name = "fanin-1000";
export const description =
	"1 000 publishers whose every message is a frame and a write of its own, one viewer, 2 000 messages under way: processor time of the server per delivery, against the MQTT brokers aedes and Mosquitto";
export const target = "≥ 3 × the deliveries per CPU second of aedes, ≥ 1 × those of Mosquitto";

export function run(context: BenchContext): Promise<Result> {
	return compare(context, {
		crowd: { publishers: 1_000, viewers: 1, messageBytes: 200, attention: "focus" },
		pace: { mode: "window", amount: 2_000, warmMs: 500, measureMs: 2_500 },
		peers: [
			{ name: "aedes", start: startAedes, target: 3 },
			{ name: "Mosquitto", start: startMosquitto, target: 1 },
		],
	});
}
