import { describe, expect, it } from "vitest";
import { type BioModule, type Decision, DecisionLog } from "./decision-log.ts";
import { ModuleModes } from "./module-modes.ts";
import { Wire } from "./wire.ts";

describe("Wire", () => {
	it("carries each value to every consumer, and keeps the newest", () => {
		const wire = new Wire<number>("load");
		const heard: string[] = [];
		const stop = wire.consume("first", (value) => heard.push(`first ${value} of ${wire.latest}`));
		wire.consume("second", (value) => heard.push(`second ${value}`));
		const { send } = wire.produce("monitor");
		expect(wire.latest).toBeUndefined();
		send(1);
		stop();
		send(2);
		expect(heard).toEqual(["first 1 of 1", "second 1", "second 2"]);
		expect(wire.carried).toBe(2);
	});

	it("knows who is at its ends, each as long as one of its parts is there", () => {
		const wire = new Wire<number>("load");
		const [one, other] = [wire.produce("monitor"), wire.produce("monitor")];
		const stops = [wire.consume("tuner", () => {}), wire.consume("tuner", () => {})];
		one.end();
		one.end();
		stops[0]!();
		expect([wire.producers, wire.consumers]).toEqual([["monitor"], ["tuner"]]);
		other.end();
		stops[1]!();
		expect([wire.producers, wire.consumers]).toEqual([[], []]);
	});
});

describe("a consumer that looks when it needs to", () => {
	it("is known as one until it ends, and sees the newest value", () => {
		const wire = new Wire<number>("day");
		const watched = wire.watch("arbiter");
		expect([watched.latest, wire.consumers]).toEqual([undefined, ["arbiter"]]);
		wire.produce("scheduler").send(1);
		expect(watched.latest).toBe(1);
		watched.end();
		expect(wire.consumers).toEqual([]);
	});
});

describe("DecisionLog", () => {
	const decision = (module: BioModule, value: number): Decision => ({
		...{ at: value, module, subject: "", factor: "set-point", value, reason: "calm", shadow: false },
	});

	it("keeps the newest hundred of each module and counts all", () => {
		const log = new DecisionLog();
		for (let value = 0; value < 150; value++) log.record(decision("HomeostaticTuner", value));
		log.record(decision("NoveltyDetector", 7));
		expect(log.last("HomeostaticTuner", 2).map(({ value }) => value)).toEqual([149, 148]);
		expect(log.last("HomeostaticTuner")).toHaveLength(100);
		expect(log.total("HomeostaticTuner")).toBe(150);
		expect(log.last("ResourceArbiter")).toEqual([]);
	});
});

describe("ModuleModes", () => {
	it("is on until somebody says otherwise, and tells each change once", () => {
		const modes = new ModuleModes();
		const heard: string[] = [];
		modes.onChange((module, mode) => heard.push(`${module} ${mode}`));
		expect(modes.of("CircadianScheduler")).toBe("on");
		modes.set("CircadianScheduler", "shadow");
		modes.set("CircadianScheduler", "shadow");
		modes.set("CircadianScheduler", "on");
		expect(heard).toEqual(["CircadianScheduler shadow", "CircadianScheduler on"]);
	});
});
