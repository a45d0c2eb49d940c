import type { BenchContext, Result } from "./benchmark.ts";
import { compare } from "./comparison.ts";
import { startMosquitto } from "./peers/peer.ts";

export const name = "pipe-1-1";
export const description =
	"One publisher, one viewer, 500 messages of 200 bytes under way: processor time of the server per delivery, against the MQTT broker Mosquitto over TCP with QoS 0";
export const target = "≥ 9 × the deliveries per CPU second of Mosquitto";

export function run(context: BenchContext): Promise<Result> {
	return compare(context, {
		crowd: { publishers: 1, viewers: 1, messageBytes: 200, attention: "focus" },
		pace: { mode: "window", amount: 500, warmMs: 500, measureMs: 4_000 },
		peers: [{ name: "Mosquitto", start: startMosquitto, target: 9 }],
	});
}
