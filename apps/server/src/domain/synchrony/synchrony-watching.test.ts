import { SYNCHRONY_LIMITS } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { SynchronyWatches } from "./synchrony-watches.ts";
import { SynchronyWatching } from "./synchrony-watching.ts";

/** Tells every watcher of every group. */
function tell(watches: SynchronyWatches): void {
	for (const { kind, listeners } of watches.groups) for (const listener of listeners) listener(kind);
}

describe("SynchronyWatching", () => {
	it("refuses when other groups fill the table, and keeps what it had", () => {
		const watches = new SynchronyWatches();
		const told: string[] = [];
		const watching = new SynchronyWatching(watches, (json) => told.push(json));
		expect(watching.replace({ kinds: ["respiration"], sensors: ["mine"] })).toBe(true);
		for (let i = 1; i < SYNCHRONY_LIMITS.groups; i++) watches.watch("respiration", [`s${i}`], () => {});
		expect(watching.replace({ kinds: ["respiration", "heart rate"], sensors: ["other"] })).toBe(false);
		expect(watches.size).toBe(SYNCHRONY_LIMITS.groups);
		tell(watches);
		expect(told).toEqual(["respiration"]);
	});

	it("replaces one watch by the next, the same group included, and ends", () => {
		const watches = new SynchronyWatches();
		const told: string[] = [];
		const watching = new SynchronyWatching(watches, (json) => told.push(json));
		watching.replace({ kinds: ["respiration"] });
		watching.replace({ kinds: ["respiration", "heart rate"] });
		tell(watches);
		expect(told).toEqual(["respiration", "heart rate"]);
		watching.close();
		expect(watches.size).toBe(0);
	});
});
