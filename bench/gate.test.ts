import { describe, expect, it } from "vitest";
import { verdicts } from "./gate.ts";
import type { ResultFile } from "./result-file.ts";

const machine = { cpu: "x", cores: 1, memoryGib: 1, system: "x", node: "v24", loadBefore: 0 };

function result(changed: Partial<ResultFile>): ResultFile {
	return {
		...{
			name: "fan",
			description: "",
			target: "",
			outcome: "missed",
			met: false,
			acceptable: true,
			figures: {},
		},
		...{ missingPeers: [], notes: [], date: "2026-01-01T00:00:00Z", durationS: 1, machine },
		...changed,
	};
}

const ratio = { "ratio to Mosquitto": { value: 2, unit: "" } };
const MISSING = "NATS (nats-server is not installed)";

describe("verdicts", () => {
	it("fail with the figures what is below its share of the target, and with its message what threw", () => {
		expect(verdicts(result({ acceptable: false, figures: ratio }))).toEqual([
			{ name: "fan", verdict: "failed", reason: "below 60 % of the target: ratio to Mosquitto 2" },
		]);
		expect(verdicts(result({ outcome: "failed", acceptable: false, notes: ["it broke"] }))).toEqual([
			{ name: "fan", verdict: "failed", reason: "it broke" },
		]);
	});

	it("pass what misses its target by less", () => {
		expect(verdicts(result({ figures: ratio }))).toEqual([{ name: "fan", verdict: "passed" }]);
	});

	it("skip what cannot be started, with the reason", () => {
		expect(verdicts(result({ outcome: "unavailable", acceptable: false, notes: ["no server"] }))).toEqual([
			{ name: "fan", verdict: "skipped", reason: "no server" },
		]);
	});

	it("pass a comparison by the peers there are, and skip the missing one", () => {
		const skipped = { name: "fan against a peer", verdict: "skipped", reason: MISSING };
		expect(verdicts(result({ figures: ratio, missingPeers: [MISSING] }))).toEqual([
			{ name: "fan", verdict: "passed" },
			skipped,
		]);
		expect(verdicts(result({ missingPeers: [MISSING] }))).toEqual([skipped]);
		expect(verdicts(result({ figures: ratio, acceptable: false, missingPeers: [MISSING] }))).toMatchObject([
			{ verdict: "failed" },
			skipped,
		]);
	});
});
