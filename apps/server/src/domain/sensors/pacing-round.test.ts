import { type Scope, Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { PacingRound } from "./pacing-round.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** A round over so many sensors, and how often each was told. */
async function rig(count: number) {
	const clock = new FakeClock();
	let scope!: Scope;
	const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
		{
			id: "sensors",
			create: () => ({
				start(own: Scope) {
					scope = own;
				},
			}),
		},
	]);
	await root.start();
	const told = new Array<number>(count).fill(0);
	const records = told.map((_, i) => {
		const sensor = { pacingChanged: () => told[i]!++ };
		return { sensor: i % 7 === 3 ? null : sensor } as unknown as SensorRecord;
	});
	const round = new PacingRound(scope, () => records.values());
	const sum = (): number => told.reduce((all, times) => all + times, 0);
	return { clock, round, sum, told };
}

const live = (count: number): number => count - Math.floor((count + 3) / 7);

describe("PacingRound", () => {
	it("tells a few hundred sensors at once, and of more the rest in the following moments", async () => {
		const few = await rig(400);
		few.round.begin();
		expect(few.sum()).toBe(live(400));
		const many = await rig(5_000);
		many.round.begin();
		expect(many.sum()).toBe(live(500));
		await many.clock.advance(9);
		expect(many.sum()).toBe(live(5_000));
		await many.clock.advance(1_000);
		expect(Math.max(...many.told)).toBe(1);
	});

	it("begins anew when it is asked to while it is under way: nobody is left with what held before", async () => {
		const { clock, round, told } = await rig(2_000);
		round.begin();
		await clock.advance(1);
		round.begin();
		await clock.advance(10);
		expect([told[0], told[999], told[1_000], told[1_999]]).toEqual([2, 2, 1, 1]);
	});
});
