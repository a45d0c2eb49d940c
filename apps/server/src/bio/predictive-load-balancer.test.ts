import type { AttentionLevel } from "@sensocto/protocol";
import { SeededRng } from "@sensocto/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PredictiveLoadBalancer, type PresentInterest } from "./predictive-load-balancer.ts";
import { BioRig } from "./testing/bio-rig.ts";
import { learnedWeek } from "./testing/learned-week.ts";
import { DAY_MINUTES, MINUTE_MS, weekTraffic } from "./testing/week-traffic.ts";
import type { Allocation, InterestForecast } from "./wires.ts";

const NAME = "PredictiveLoadBalancer";
const DAYS = 14;

let rig: BioRig;
let balancer: PredictiveLoadBalancer;
let sent: InterestForecast[];
let warmed: string[];
let warm: (sensorId: string) => void;
let present: PresentInterest[];

beforeEach(() => {
	rig = new BioRig();
	rig.clock.stepWall(DAYS * DAY_MINUTES * MINUTE_MS);
	sent = [];
	warmed = [];
	warm = (sensorId) => warmed.push(sensorId);
	present = [];
	rig.wires.forecast.consume("test", (forecast) => sent.push(forecast));
});
afterEach(() => rig.stop());

/** The days before: `clinic` is viewed on weekdays at nine and half past two, `random` whenever. */
function learn(...sensors: ("clinic" | "random")[]): void {
	const rng = new SeededRng(5);
	const courses = sensors.map(
		(id) => [id, weekTraffic(id === "clinic" ? "clinic" : "no pattern", DAYS, rng)] as const,
	);
	rig.states.kept.set(NAME, learnedWeek(new Map(courses)));
}

async function start(): Promise<void> {
	await rig.start(() => {
		balancer = new PredictiveLoadBalancer(rig, {
			...{ timeZone: "UTC", warmer: { warm: (id) => warm(id) }, present: () => present },
		});
		return balancer;
	});
}

/** Lets time pass until a time of that Monday. */
async function until(hour: number, minute = 0): Promise<void> {
	const midnight = Date.UTC(2024, 0, 1) + DAYS * DAY_MINUTES * MINUTE_MS;
	await rig.clock.advance(midnight + (hour * 60 + minute) * MINUTE_MS - rig.clock.now());
}

function interest(sensorId: string, level: AttentionLevel, focusedBy = 0): void {
	const attentive = level === "none" ? 0 : 1;
	const wire = rig.wires.interest.produce("AttentionTracker");
	wire.send({
		...{ at: rig.clock.now(), sensorId, level, before: "none", weight: 10 * attentive },
		...{ viewers: attentive, focusedBy },
	});
	wire.end();
}

function share(change: Partial<Allocation>): void {
	const wire = rig.wires.allocation.produce("ResourceArbiter");
	wire.send({
		...{ at: rig.clock.now(), epoch: 1, lambda: Number.POSITIVE_INFINITY, pauseBelow: 0, contended: false },
		...{ demanded: 1, granted: 1, budget: 2, reason: "" },
		...change,
	});
	wire.end();
}

const decisions = (factor: string) =>
	rig.decisions.last(NAME).filter((decision) => decision.factor === factor);

describe("PredictiveLoadBalancer", () => {
	it("takes back its forecast when it crashes, and comes back with what it knew", async () => {
		learn("clinic");
		await start();
		await until(8, 55);
		sent.length = 0;
		warm = () => {
			throw new Error("a bug");
		};
		while (rig.crashes.length === 0) await rig.clock.advance(5_000);
		warm = (sensorId) => warmed.push(sensorId);
		expect(sent.map(({ expected }) => expected > 0)).toEqual([true, false]);
		await rig.clock.advance(MINUTE_MS);
		expect(sent.at(-1)!.expected).toBeGreaterThan(0);
		expect(rig.wires.forecast.producers).toEqual([NAME]);
	});

	it("crashes alone: whoever tells it of attention goes on", async () => {
		const at = rig.clock.now();
		rig.states.kept.set(
			"CoAccess",
			new Map([
				["a", JSON.stringify([at, 10, [["clinic", 9]]])],
				["x", JSON.stringify([at, 40, []])],
			]),
		);
		learn("clinic");
		await start();
		warm = () => {
			throw new Error("a bug");
		};
		interest("a", "high", 1);
		expect(rig.crashes).toHaveLength(1);
		await rig.clock.advance(1_000);
		expect(rig.wires.interest.consumers).toEqual([NAME]);
	});

	it("learns on when what it learned earlier cannot be loaded, and says so", async () => {
		rig.states.failure = new Error("the database is away");
		await start();
		interest("a", "medium");
		await rig.clock.advance(MINUTE_MS);
		expect(balancer.status.sensors).toBe(1);
		expect(decisions("learned state")[0]!.reason).toContain("the database is away");
	});

	it("forecasts nothing while it has no evidence, whatever is usual", async () => {
		learn("clinic");
		rig.states.kept.get(NAME)!.delete("");
		await start();
		await until(9, 5);
		expect(sent).toEqual([]);
		expect(balancer.status.gate.state).toBe("learning");
	});

	it("switches itself off when it is no better than the simple rules, says so, and goes on judging", async () => {
		learn("clinic");
		const [first, ...days] = JSON.parse(rig.states.kept.get(NAME)!.get("")!) as number[][];
		const worse = [first!, ...days].map(([day, n, , persistence]) => [
			day,
			n,
			persistence! * 2,
			persistence,
			0,
			0,
			0,
		]);
		rig.states.kept.get(NAME)!.set("", JSON.stringify(worse));
		await start();
		await until(9, 5);
		expect(sent).toEqual([]);
		const { comparisons, gate } = balancer.status;
		expect(gate.state).toBe("no better");
		expect(decisions("skill")[0]).toMatchObject({
			subject: "",
			reason: expect.stringMatching(/^Off: /),
		});
		await until(12);
		expect(balancer.status.comparisons).toBeGreaterThan(comparisons);
	});

	it("expects a view ten minutes ahead where one is usual, and ends it when it comes", async () => {
		learn("clinic", "random");
		await start();
		await until(8, 55);
		sent.length = 0;
		warmed.length = 0;
		expect(balancer.status).toMatchObject({ sensors: 2, gate: { state: "open" } });
		await until(9, 8);
		const [forecast] = sent.filter(({ sensorId }) => sensorId === "clinic");
		expect(forecast!.expected).toBeGreaterThan(0.3);
		expect(warmed).toContain("clinic");
		interest("clinic", "medium");
		expect(sent.at(-1)).toMatchObject({ sensorId: "clinic", expected: 0 });
		const before = sent.filter(({ sensorId }) => sensorId === "clinic").length;
		await rig.clock.advance(5 * MINUTE_MS);
		expect(sent.filter(({ sensorId }) => sensorId === "clinic")).toHaveLength(before);
	});

	it("takes everything back while the budget is short, and for five minutes longer; not for a full pool of its own", async () => {
		learn("clinic");
		await start();
		await until(9, 8);
		expect(balancer.status.forecasts).toBe(1);
		share({ contended: true, pools: { novelty: 3, predicted: 2 } });
		expect(balancer.status.forecasts).toBe(1);
		share({ contended: true, lambda: 4 });
		expect(sent.at(-1)).toMatchObject({ expected: 0 });
		await rig.clock.advance(MINUTE_MS);
		expect(balancer.status).toMatchObject({ forecasts: 0, gate: { state: "held back" } });
		share({});
		await rig.clock.advance(4 * MINUTE_MS);
		expect(balancer.status.forecasts).toBe(0);
		await rig.clock.advance(2 * MINUTE_MS);
		expect(balancer.status.forecasts).toBe(1);
		share({ contended: true, uplink: { lambda: 1, pauseBelow: 0 } });
		expect(balancer.status.forecasts).toBe(0);
	});

	it("makes no forecast when the budget is short already as it starts", async () => {
		learn("clinic");
		share({ contended: true, lambda: 4 });
		await start();
		await until(9, 8);
		expect([sent, balancer.status.gate.state]).toEqual([[], "held back"]);
	});

	it("only notes what it would do in shadow mode, and takes back what is in force when it leaves `on`", async () => {
		learn("clinic");
		rig.modes.set(NAME, "shadow");
		await start();
		await until(9, 8);
		expect([sent, warmed]).toEqual([[], []]);
		expect(decisions("expected interest")[0]).toMatchObject({ subject: "clinic", shadow: true });
		rig.modes.set(NAME, "on");
		await rig.clock.advance(MINUTE_MS);
		expect(sent.at(-1)!.expected).toBeGreaterThan(0);
		rig.modes.set(NAME, "shadow");
		expect(sent.at(-1)!.expected).toBe(0);
	});

	it("does nothing at all when it is off, and learns what is viewed when it is switched on", async () => {
		rig.modes.set(NAME, "off");
		await start();
		interest("a", "high", 1);
		await rig.clock.advance(60 * MINUTE_MS);
		expect(balancer.status).toMatchObject({ sensors: 0, comparisons: 0 });
		present = [
			{ sensorId: "a", level: "medium", viewers: 1 },
			{ sensorId: "b", level: "high", viewers: 0 },
		];
		rig.modes.set(NAME, "on");
		expect(balancer.status.sensors).toBe(1);
	});

	it("keeps what it learned every hour and at the end, and the next one goes on with it", async () => {
		learn("clinic");
		await start();
		interest("new", "medium");
		await until(9, 8);
		const { comparisons } = balancer.status;
		expect(comparisons).toBeGreaterThan(600);
		await rig.stop();
		expect([...rig.states.kept.get(NAME)!.keys()].sort()).toEqual(["", "clinic", "new"]);
		await start();
		expect(balancer.status).toMatchObject({ sensors: 2, gate: { state: "open" } });
		expect(balancer.status.comparisons).toBeGreaterThanOrEqual(comparisons);
		sent.length = 0;
		await rig.clock.advance(MINUTE_MS);
		expect(sent.map(({ sensorId }) => sensorId)).toContain("clinic");
	});

	it("prepares the seeds of the two sensors usually looked at next, unless they are viewed or were just prepared", async () => {
		await start();
		const visit = async (...ids: string[]): Promise<void> => {
			for (const id of ids) {
				interest(id, "high", 7);
				interest(id, "none");
				await rig.clock.advance(10_000);
			}
			await rig.clock.advance(2 * MINUTE_MS);
		};
		for (let n = 0; n < 7; n++) {
			await visit("a", "b", "c", "d");
			for (let i = 0; i < 4; i++) await visit(`x${n}${i}`);
		}
		await rig.clock.advance(15 * MINUTE_MS);
		warmed.length = 0;
		await visit("a");
		expect(warmed.sort()).toEqual(["b", "c"]);
		await visit("a");
		expect(warmed).toHaveLength(2);
		await rig.clock.advance(11 * MINUTE_MS);
		interest("b", "medium");
		await visit("a");
		expect(warmed).toEqual(["b", "c", "c"]);
	});

	it("prepares what is usually viewed five minutes before demand rises, once", async () => {
		learn("clinic", "random");
		const day = rig.wires.day.produce("CircadianScheduler");
		await start();
		await until(9, 15);
		const risesAt = rig.clock.now() + 15 * MINUTE_MS;
		const outlook = { headroom: 0.5, quiet: true, setPointShift: 0, risesAt };
		day.send({ at: rig.clock.now(), phase: "approaching peak", ...outlook });
		// By its forecast it has been prepared long ago.
		warmed.length = 0;
		await until(9, 24);
		expect(warmed).toEqual([]);
		await until(9, 26);
		expect(warmed).toEqual(["clinic"]);
		await until(9, 45);
		expect(warmed.filter((id) => id === "clinic")).toHaveLength(1);
	});
});
