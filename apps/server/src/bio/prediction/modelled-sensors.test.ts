import { describe, expect, it } from "vitest";
import { LocalWeek } from "./local-week.ts";
import { MODELLED_SENSORS, ModelledSensors } from "./modelled-sensors.ts";
import { Skill } from "./skill.ts";

const sensorsOf = (): ModelledSensors => new ModelledSensors(new LocalWeek("UTC"), new Skill());

describe("ModelledSensors", () => {
	it("lets the one go that nobody has viewed for the longest, never one that is viewed now", () => {
		const sensors = sensorsOf();
		for (let i = 0; i < MODELLED_SENSORS; i++) sensors.open(`s${i}`).sensor.viewedAt = 1_000 + i;
		sensors.get("s0")!.interest.forecaster.observe(1_000, 1);
		expect(sensors.open("one more").evicted?.id).toBe("s1");
		expect(sensors.size).toBe(MODELLED_SENSORS);
		expect([sensors.get("s1"), sensors.get("s0")?.id]).toEqual([undefined, "s0"]);
	});

	it("empties the stored state of one that went, once, and remembers no other", () => {
		const sensors = sensorsOf();
		sensors.open("stored");
		expect([...sensors.snapshots()]).toHaveLength(1);
		for (let i = 0; i < MODELLED_SENSORS + 5; i++) sensors.open(`s${i}`);
		const states = [...sensors.snapshots()];
		expect(states).toHaveLength(MODELLED_SENSORS + 1);
		expect(states.at(-1)).toEqual(["stored", ""]);
		expect([...sensors.snapshots()]).toHaveLength(MODELLED_SENSORS);
	});

	it("lets one go, and its stored state, once nobody has viewed it for so long that nothing is expected", () => {
		const sensors = sensorsOf();
		const day = 86_400_000;
		for (const id of ["once", "still"]) sensors.open(id);
		const snapshots = () => [...sensors.snapshots()].map(([id, state]) => [id, state === ""]);
		const follow = (fromDay: number, toDay: number): void => {
			for (let at = fromDay * day; at < toDay * day; at += 300_000) {
				sensors.get("once")?.interest.forecaster.observe(at, at < 3_600_000 ? 1 : 0);
				sensors.get("still")!.interest.forecaster.observe(at, at % (7 * day) < 3_600_000 ? 1 : 0);
			}
		};
		follow(0, 30);
		expect(snapshots()).toEqual([
			["once", false],
			["still", false],
		]);
		follow(30, 200);
		expect(snapshots()).toEqual([
			["still", false],
			["once", true],
		]);
		expect([sensors.size, sensors.get("once")]).toEqual([1, undefined]);
	});

	it("takes no stored state of further sensors when it is full", () => {
		const sensors = sensorsOf();
		for (let i = 0; i < MODELLED_SENSORS; i++) sensors.open(`s${i}`);
		const state = sensors.get("s5")!.interest.snapshot();
		sensors.restore("another", state, 1_000);
		sensors.restore("s6", state, 1_000);
		expect(sensors.get("another")).toBeUndefined();
		expect(() => sensors.restore("s7", "broken", 1_000)).toThrow(RangeError);
	});

	it("comes to each sensor once a round", () => {
		const sensors = sensorsOf();
		expect(sensors.turn(3)).toEqual([]);
		for (let i = 0; i < 7; i++) sensors.open(`s${i}`);
		const round = [...sensors.turn(3), ...sensors.turn(3), ...sensors.turn(1)].map(({ id }) => id);
		expect(new Set(round).size).toBe(7);
		expect(sensors.turn(100)).toHaveLength(7);
	});

	it("keeps the interest that holds when earlier knowledge comes late", () => {
		const sensors = sensorsOf();
		const state = sensorsOf().open("x").sensor.interest.snapshot();
		const { sensor } = sensors.open("a");
		sensor.interest.forecaster.observe(1_000, 0.6);
		sensors.restore("a", state, 2_000);
		expect(sensor.interest.forecaster.present).toBe(0.6);
	});
});
