import { type BackpressureConfig, backpressureConfig, type SystemLoad } from "@sensocto/protocol";
import { type Scope, Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CONFIG_TTL_MS, ConfigPusher } from "./config-pusher.ts";

type Level = BackpressureConfig["attention_level"];

/** A pusher of one sensor whose random numbers are all `random`. */
async function start(random = 0.5) {
	const clock = new FakeClock();
	const told: [string, number][] = [];
	const state = { level: "none" as Level, load: "normal" as SystemLoad, offeredMs: Number.POSITIVE_INFINITY };
	let scope!: Scope;
	const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
		{
			id: "sensor",
			create: () => ({
				start(own: Scope) {
					scope = own;
				},
			}),
		},
	]);
	await root.start();
	const began = clock.monotonic();
	const pace = () => backpressureConfig({ ...state, memoryProtection: false, timestamp: clock.now() });
	const made: number[] = [];
	const pusher = new ConfigPusher(scope, {
		pace,
		config: (epoch) => {
			made.push(epoch);
			return { ...pace(), epoch };
		},
		send: (config) =>
			told.push([`${config.attention_level} ${config.recommended_batch_window}`, clock.monotonic() - began]),
		random: () => random,
	});
	const set = (change: Partial<typeof state>, common = false): void => {
		Object.assign(state, change);
		pusher.changed(common);
	};
	return { clock, made, pusher, root, set, told };
}

describe("ConfigPusher", () => {
	it("tells an improvement at once and a worsening within its spread", async () => {
		const { clock, set, told } = await start();
		set({ level: "high" });
		expect(told).toEqual([["high 100", 0]]);
		await clock.advance(1_000);
		set({ level: "none" });
		expect(told).toHaveLength(1);
		await clock.advance(125);
		expect(told.at(-1)).toEqual(["none 5000", 1_125]);
	});

	it("tells no pause to the device of a page that is back within three seconds", async () => {
		const { clock, set, told } = await start(0);
		set({ level: "high", load: "critical" });
		set({ level: "none" });
		await clock.advance(2_999);
		set({ level: "high" });
		await clock.advance(10_000);
		expect(told.map(([text]) => text)).toEqual(["high 500"]);
		set({ level: "none" });
		await clock.advance(3_000);
		expect(told.map(([text]) => text)).toEqual(["high 500", "none 25000"]);
	});

	it("tells at most one worsening in two seconds, and then the state of that moment", async () => {
		const { clock, set, told } = await start(0);
		set({ level: "high" });
		set({ level: "medium" });
		await clock.advance(0);
		set({ level: "low" });
		set({ level: "none" });
		await clock.advance(1_999);
		expect(told.map(([text]) => text)).toEqual(["high 100", "medium 500"]);
		await clock.advance(1);
		expect(told.at(-1)).toEqual(["none 5000", 2_000]);
	});

	it("lets an improvement take the place of a planned worsening", async () => {
		const { clock, set, told } = await start(0);
		set({ level: "high" });
		set({ level: "low" });
		await clock.advance(10);
		set({ level: "none" });
		await clock.advance(500);
		set({ level: "medium" });
		await clock.advance(5_000);
		expect(told.map(([text]) => text)).toEqual(["high 100", "low 2000", "medium 500"]);
	});

	it("tells nothing when a change has come and gone, or when the window differs by a quarter at most", async () => {
		const { clock, set, told } = await start();
		set({ level: "high" });
		set({ level: "medium" });
		set({ level: "high" });
		set({ level: "high", load: "high", offeredMs: 125 });
		await clock.advance(10_000);
		expect(told).toHaveLength(1);
		set({ offeredMs: 126 });
		await clock.advance(10_000);
		expect(told.at(-1)![0]).toBe("high 126");
	});

	it("spreads a step of the load over half a second, and its end over a tenth", async () => {
		for (const [random, worse, better] of [
			[0, 0, 0],
			[0.999, 475, 75],
		] as const) {
			const { clock, set, told } = await start(random);
			set({ load: "critical" }, true);
			await clock.advance(600);
			set({ load: "normal" }, true);
			await clock.advance(200);
			expect(told.map(([text]) => text)).toEqual(["none 25000", "none 5000"]);
			expect(Math.floor(told[0]![1])).toBe(worse);
			expect(Math.floor(told[1]![1] - 600)).toBe(better);
		}
	});

	it("makes a whole configuration only to tell it", async () => {
		const { clock, made, set, told } = await start();
		for (const offeredMs of [4_900, 4_500, 4_000, 3_000, 4_000, 5_000]) set({ offeredMs }, true);
		set({ level: "high" });
		for (const offeredMs of [100, 90, 80]) set({ offeredMs }, true);
		await clock.advance(10_000);
		expect(told.map(([text]) => text)).toEqual(["high 100"]);
		expect(made).toEqual([1]);
	});

	it("repeats what is better than the fallback before it expires", async () => {
		const { clock, set, told } = await start();
		set({ level: "medium" });
		await clock.advance(CONFIG_TTL_MS * 2);
		const gaps = told.slice(1).map(([, at], i) => at - told[i]![1]);
		expect(gaps.length).toBeGreaterThanOrEqual(3);
		for (const gap of gaps) expect(gap).toBeLessThanOrEqual(CONFIG_TTL_MS / 2);
		set({ level: "none" });
		await clock.advance(1_000);
		const count = told.length;
		await clock.advance(CONFIG_TTL_MS * 2);
		expect(told).toHaveLength(count);
	});
});
