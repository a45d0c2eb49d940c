import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import type { NoveltyStream } from "./novelty/novelty-stream.ts";
import { NoveltyDetector, type NoveltyOptions } from "./novelty-detector.ts";
import { BioRig } from "./testing/bio-rig.ts";
import type { NoveltyAlarm } from "./wires.ts";

const HEART: NoveltyStream = {
	...{
		sensorId: "AA:BB",
		attributeId: "hr",
		feature: "value",
		label: "heart rate",
		unit: "bpm",
		digits: 0,
		step: 1,
	},
	...{ judged: true, flatLine: true, plausible: [20, 300] },
};
const SECOND = 1_000;

/** A running detector with everything it sends. */
class Rig extends BioRig {
	readonly alarms: NoveltyAlarm[] = [];
	detector!: NoveltyDetector;
	readonly #chance = new SeededRng(7);

	constructor() {
		super();
		this.wires.novelty.consume("test", (alarm) => this.alarms.push(alarm));
	}

	async run(options?: NoveltyOptions): Promise<this> {
		await this.start(() => {
			this.detector = new NoveltyDetector(this, options);
			return this.detector;
		});
		return this;
	}

	/** One value a second. */
	async feed(seconds: number, value: (i: number) => number, stream = HEART): Promise<void> {
		for (let i = 0; i < seconds; i++) {
			await this.clock.advance(SECOND);
			this.detector.step(stream, this.clock.now(), value(i), SECOND);
		}
	}

	usual(seconds = 600, stream = HEART): Promise<void> {
		return this.feed(seconds, () => 62 + 2 * this.#chance.normal(), stream);
	}
}

describe("NoveltyDetector", () => {
	it("asks for attention to a value that stands out, longer the further it is off, a minute at most", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		await rig.feed(1, () => 78);
		await rig.usual(60);
		await rig.feed(1, () => 142);
		expect(rig.alarms).toMatchObject([
			{ sensorId: "AA:BB", attributeId: "hr", kind: "spike", value: 78 },
			{ kind: "spike", value: 142, holdMs: 60_000 },
		]);
		const [near] = rig.alarms;
		expect(near!.holdMs).toBeGreaterThan(10_000);
		expect(near!.holdMs).toBeLessThan(40_000);
		// The threshold began at 5.5 and has fallen by half a deviation an hour since.
		expect(Math.abs(near!.holdMs - 10_000 - 5_000 * (near!.score - 5.43))).toBeLessThan(100);
		expect(near!.reason).toMatch(/^heart rate 78\u00a0bpm, usually 5\d–6\d$/);
		expect(rig.decisions.last("NoveltyDetector")).toMatchObject([
			{ subject: "AA:BB", factor: "hr spike", shadow: false },
			{ subject: "AA:BB", factor: "hr spike", value: near!.score, reason: near!.reason },
		]);
	});

	it("tells a lasting change once", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		const start = rig.clock.now();
		await rig.feed(600, (i) => 72 + (i % 5));
		expect(rig.alarms).toHaveLength(1);
		expect(rig.alarms[0]).toMatchObject({
			reason: expect.stringMatching(/^heart rate (up to )?7\d\u00a0bpm/),
		});
		expect(rig.alarms[0]!.at - start).toBeLessThanOrEqual(10_000);
	});

	it("raises one alarm for all that is unusual in an attribute at the same time", async () => {
		const rig = await new Rig().run();
		const other = { ...HEART, feature: "rms", plausible: null };
		for (let i = 0; i < 300; i++) {
			await rig.usual(1);
			rig.detector.step(other, rig.clock.now(), 10 + (i % 3), SECOND);
		}
		await rig.feed(1, () => 142);
		rig.detector.step(other, rig.clock.now(), 99, SECOND);
		expect(rig.alarms).toHaveLength(1);
	});

	it("raises one alarm for what happens in an attribute and in those computed from it", async () => {
		const rig = await new Rig().run();
		const interval = { ...HEART, attributeId: "hr_rr", derivedFrom: "hr", plausible: null };
		const other = { ...HEART, attributeId: "spo2", plausible: null };
		for (let i = 0; i < 300; i++) {
			await rig.usual(1);
			for (const stream of [interval, other])
				rig.detector.step(stream, rig.clock.now(), 900 + 9 * (i % 3), SECOND);
		}
		await rig.feed(1, () => 142);
		for (const stream of [interval, other]) rig.detector.step(stream, rig.clock.now(), 400, SECOND);
		expect(rig.alarms.map(({ attributeId }) => attributeId)).toEqual(["hr", "spo2"]);
	});

	it("tells a value outside of the range that it calls usual, whatever the stream is like", async () => {
		const rig = await new Rig().run();
		const chance = new SeededRng(5);
		let slow = 0;
		for (const [index, persistence] of [0, 0.9, 0.99].entries()) {
			const stream = { ...HEART, attributeId: `a${index}`, plausible: null };
			await rig.feed(
				20_000,
				() => {
					slow = persistence * slow + chance.normal();
					return 70 + slow + (chance.next() < 0.002 ? chance.normal(0, 12) : 0);
				},
				stream,
			);
		}
		const told = rig.alarms.filter(({ kind }) => kind === "spike").map(({ reason }) => reason);
		expect(told.length).toBeGreaterThan(15);
		for (const reason of told) {
			const [, value, low, high] =
				/rate ([\d.]+)\u00a0bpm, (?:after [\d.]+ )?usually ([\d.]+)–([\d.]+)/.exec(reason) ?? [];
			expect(Number(value) < Number(low) || Number(value) > Number(high), reason).toBe(true);
		}
	});

	it("tells what cannot be right, and what stands still", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		await rig.feed(3, () => 0);
		await rig.feed(60, () => 61);
		expect(rig.alarms.map(({ kind, reason, holdMs }) => [kind, holdMs, reason])).toEqual([
			["implausible", 10_000, "heart rate 0\u00a0bpm cannot be right: outside 20–300"],
			[
				"flat line",
				10_000,
				expect.stringMatching(/^heart rate unchanged at 61\u00a0bpm for \d+ s, usually for 1(\.\d)? s$/),
			],
		]);
	});

	it("asks for no attention to what was never right, and tells it once, after two minutes", async () => {
		const rig = await new Rig().run();
		await rig.feed(119, () => 0);
		expect(rig.alarms).toEqual([]);
		await rig.feed(600, () => 0);
		expect(rig.alarms).toMatchObject([
			{
				...{ kind: "implausible", holdMs: 0, value: 0 },
				reason: "heart rate 0\u00a0bpm cannot be right: outside 20–300, as all values so far",
			},
		]);
	});

	it("tells a silence once, and only one of a sensor that falls silent as a whole", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		const other = { ...HEART, attributeId: "spo2", label: "blood oxygen" };
		for (const silentMs of [4_000, 5_001, 6_000, 9_000]) {
			rig.detector.silence(HEART, silentMs, SECOND, 100);
			rig.detector.silence(other, silentMs, SECOND, 100);
		}
		rig.detector.silence(HEART, 60_000, SECOND, 20_000);
		expect(rig.alarms).toMatchObject([{ kind: "gap", reason: "no heart rate for 5 s, usually every 1 s" }]);
		await rig.usual(60);
		rig.detector.silence(HEART, 121_000, SECOND, 100);
		expect(rig.alarms).toHaveLength(2);
	});

	it("gets used to an attribute that is silent now and then", async () => {
		const rig = await new Rig().run();
		for (const silentMs of [20_000, 30_000, 25_000, 40_000, 90_000]) {
			await rig.usual(300);
			await rig.clock.advance(silentMs);
			rig.detector.silence(HEART, silentMs, SECOND, 100);
		}
		expect(rig.alarms.map(({ reason }) => reason)).toEqual([
			"no heart rate for 20 s, usually every 1 s",
			"no heart rate for 90 s, usually every 1 s",
		]);
	});

	it("does not call a silence of a fast stream a gap before five seconds", async () => {
		const rig = await new Rig().run();
		rig.detector.silence(HEART, 4_900, 4, 100);
		expect(rig.alarms).toEqual([]);
	});

	it("notes in shadow mode what it would do, and does nothing when it is off", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		rig.modes.set("NoveltyDetector", "shadow");
		await rig.feed(1, () => 142);
		expect(rig.alarms).toEqual([]);
		expect(rig.decisions.last("NoveltyDetector")).toMatchObject([{ factor: "hr spike", shadow: true }]);
		rig.modes.set("NoveltyDetector", "off");
		await rig.usual(60);
		await rig.feed(1, () => 5);
		rig.detector.silence(HEART, 60_000, SECOND, 100);
		rig.modes.set("NoveltyDetector", "on");
		expect(rig.alarms).toEqual([]);
		expect(rig.decisions.total("NoveltyDetector")).toBe(1);
	});

	it("remembers over a restart what is usual", async () => {
		const rig = await new Rig().run();
		await rig.usual();
		await rig.stop();
		await rig.run();
		await rig.usual(3);
		await rig.feed(1, () => 142);
		expect(rig.alarms).toMatchObject([{ kind: "spike" }]);
		expect(rig.crashes).toEqual([]);
	});

	it("keeps what it has learned every hour", async () => {
		const rig = await new Rig().run();
		await rig.usual(120);
		expect(rig.states.kept.size).toBe(0);
		await rig.clock.advance(3_600_000);
		expect([...rig.states.kept.get("NoveltyDetector")!.keys()]).toEqual(["AA:BB"]);
	});

	it("goes on while its memory cannot be reached", async () => {
		const rig = new Rig();
		rig.states.failure = new Error("the database is away");
		await rig.run();
		await rig.usual();
		await rig.clock.advance(3_600_000);
		await rig.usual(150);
		await rig.feed(1, () => 142);
		expect(rig.alarms).toHaveLength(1);
		expect(rig.crashes).toEqual([]);
	});

	it("works by the plain method as well", async () => {
		const rig = await new Rig().run({ detector: "welford" });
		await rig.usual();
		rig.alarms.length = 0;
		await rig.usual(31);
		await rig.feed(1, () => 142);
		expect(rig.alarms.at(-1)).toMatchObject({ kind: "spike", value: 142 });
	});

	it("is the producer of novelty while it runs", async () => {
		const rig = await new Rig().run();
		expect(rig.wires.novelty.producers).toEqual(["NoveltyDetector"]);
		await rig.stop();
		expect(rig.wires.novelty.producers).toEqual([]);
	});
});
