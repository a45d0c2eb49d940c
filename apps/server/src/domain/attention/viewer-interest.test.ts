import { hashLease, type Lease, type LeaseKind, LIMITS } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { AttentionTable } from "./attention-table.ts";
import { TAIL_MS } from "./tails.ts";
import { ViewerInterest } from "./viewer-interest.ts";

const S = "AA:BB:CC:DD:EE:FF";
const lease = (kind: LeaseKind, attribute_id = "ecg", sensor_id = S): Lease => ({
	sensor_id,
	attribute_id,
	kind,
});

function setUp() {
	const clock = new FakeClock();
	const attention = new AttentionTable();
	const levels: string[] = [];
	attention.onChange((_id, level) => levels.push(level));
	const viewer = () => new ViewerInterest(attention, clock);
	const pass = async (ms: number): Promise<void> => {
		await clock.advance(ms);
		attention.wheel.advance(clock.monotonic());
	};
	return { attention, clock, level: () => attention.level(S), levels, pass, viewer };
}

describe("ViewerInterest", () => {
	it("refuses more leases than a viewer may hold, and then changes nothing", () => {
		const { attention, viewer } = setUp();
		const one = viewer();
		const most = Array.from({ length: LIMITS.leasesPerViewer }, (_, i) => lease("view", "hr", `s${i}`));
		expect(one.update(most, [])).toBe(true);
		expect(one.update([lease("view")], [])).toBe(false);
		expect(attention.level(S)).toBe("none");
		expect(one.update([most[0]!, lease("view")], [most[1]!])).toBe(true);
		expect([attention.level(S), attention.level("s0"), attention.level("s1")]).toEqual([
			"medium",
			"medium",
			"none",
		]);
	});

	it("counts once however often it is told, and ignores the end of what it does not hold", () => {
		const { attention, level, viewer } = setUp();
		const [one, other] = [viewer(), viewer()];
		one.update([lease("view"), lease("view")], []);
		one.update([lease("view"), lease("view", "hr")], []);
		other.update([], [lease("view")]);
		expect(attention.viewers(S)).toBe(1);
		expect(attention.kinds(S).view).toBe(2);
		one.update([], [lease("view"), lease("view", "hr")]);
		expect(level()).toBe("none");
		expect(attention.viewers(S)).toBe(0);
	});

	it("lets two people pin: the sensor stays high until both unpin", () => {
		const { level, viewer } = setUp();
		const [one, other] = [viewer(), viewer()];
		one.update([lease("pin", "*")], []);
		other.update([lease("pin", "*")], []);
		one.update([], [lease("pin", "*")]);
		expect(level()).toBe("high");
		other.update([], [lease("pin", "*")]);
		expect(level()).toBe("none");
	});

	it("counts a subscription as a view, apart from what is declared", () => {
		const { attention, level, viewer } = setUp();
		const one = viewer();
		one.subscribe(S, "ecg", true);
		one.update([lease("view")], []);
		expect(attention.kinds(S).view).toBe(1);
		one.update([], [lease("view")]);
		expect(level()).toBe("medium");
		expect(one.hash).toBe(0);
		one.unsubscribeAll((_sensor, attribute) => attribute === "hr");
		expect([level(), one.subscriptions]).toEqual(["none", 0]);
	});

	it.each([
		["focus", "normal", 15_000],
		["focus", "elevated", 8_000],
		["focus", "high", 5_000],
		["focus", "critical", 2_000],
		["hover", "normal", 8_000],
		["hover", "elevated", 4_000],
		["hover", "high", 2_000],
		["hover", "critical", 1_000],
	] as const)("lets %s live on under %s load for %d ms, and a tick at most", async (kind, load, ms) => {
		const { attention, level, pass, viewer } = setUp();
		expect(TAIL_MS[kind][load]).toBe(ms);
		const one = viewer();
		attention.load = load;
		one.update([lease("view"), lease(kind)], []);
		await pass(1_234);
		one.update([], [lease(kind)]);
		await pass(ms - 1);
		expect(level()).toBe("high");
		await pass(101);
		expect(level()).toBe("medium");
	});

	it("ends a tail when its lease is back, and starts the whole of it with the next letting go", async () => {
		const { attention, level, pass, viewer } = setUp();
		const one = viewer();
		one.update([lease("hover")], []);
		one.update([], [lease("hover")]);
		await pass(7_000);
		one.update([lease("hover")], []);
		await pass(500);
		one.update([], [lease("hover")]);
		await pass(7_900);
		expect(level()).toBe("high");
		await pass(200);
		expect(level()).toBe("none");
		expect(attention.wheel.size).toBe(0);
	});

	it("never lets a sensor dip while a lease changes its kind", () => {
		const { levels, viewer } = setUp();
		const one = viewer();
		one.update([lease("view")], []);
		one.update([lease("pin")], [lease("view")]);
		one.update([lease("view")], [lease("pin")]);
		one.replace([lease("pin", "*")]);
		one.limit("low");
		one.limit("medium");
		one.limit(null);
		expect(levels).toEqual(["medium", "high", "medium", "high", "low", "medium", "high"]);
	});

	it("counts only pins while the page is hidden, and restores the rest when it is shown", () => {
		const { level, viewer } = setUp();
		const one = viewer();
		one.update([lease("view"), lease("focus")], []);
		one.hide(true);
		expect(level()).toBe("none");
		one.update([lease("pin")], []);
		expect(level()).toBe("high");
		one.update([], [lease("pin"), lease("focus")]);
		expect(level()).toBe("none");
		one.hide(false);
		expect(level()).toBe("high"); // The tail of the focus is still running.
		one.hide(true);
		one.clear();
		one.hide(false);
		expect(level()).toBe("none");
	});

	it("bounds what one viewer's leases count as, and nobody else's", () => {
		const { attention, level, viewer } = setUp();
		const [phone, wall] = [viewer(), viewer()];
		phone.limit("low");
		phone.update([lease("focus"), lease("pin", "*")], []);
		expect([level(), attention.kinds(S).background]).toEqual(["low", 2]);
		wall.update([lease("focus")], []);
		expect(level()).toBe("high");
		wall.clear();
		phone.limit("medium");
		expect(level()).toBe("medium");
		phone.limit(null);
		expect(level()).toBe("high");
	});

	it("hashes what is declared, whatever the order, and takes a whole set in its place", () => {
		const { attention, viewer } = setUp();
		const [one, other] = [viewer(), viewer()];
		one.update([lease("view"), lease("focus", "hr")], []);
		other.update([lease("focus", "hr"), lease("pin")], []);
		other.update([lease("view")], [lease("pin")]);
		const sum = (hashLease(lease("view")) + hashLease(lease("focus", "hr"))) % 2 ** 32;
		expect([one.hash, other.hash]).toEqual([sum, sum]);
		one.replace([lease("pin", "*", "other")]);
		expect(one.hash).toBe(hashLease(lease("pin", "*", "other")));
		expect(attention.level("other")).toBe("high");
	});

	it("lapses without signs of life after its first heartbeat, and counts again with the next one", async () => {
		const { level, levels, pass, viewer } = setUp();
		const one = viewer();
		one.update([lease("pin")], []);
		one.heartbeat();
		await pass(44_000);
		one.heard();
		await pass(44_000);
		expect(level()).toBe("high");
		await pass(1_200);
		expect(levels).toEqual(["high", "none"]);
		one.heard();
		expect(level()).toBe("high");
		await pass(45_200);
		expect(level()).toBe("none");
	});

	it("waits longer for a hidden page, whose timers run once a minute", async () => {
		const { level, pass, viewer } = setUp();
		const one = viewer();
		one.heartbeat();
		one.update([lease("pin")], []);
		one.hide(true);
		await pass(149_000);
		expect(level()).toBe("high");
		one.heard();
		one.hide(false);
		await pass(44_000);
		expect(level()).toBe("high");
		await pass(1_200);
		expect(level()).toBe("none");
	});

	it("takes a viewer that never sent a heartbeat for living as long as its connection", async () => {
		const { level, pass, viewer } = setUp();
		viewer().update([lease("view")], []);
		await pass(600_000);
		expect(level()).toBe("medium");
	});

	it("leaves nothing behind when it closes", async () => {
		const { attention, pass, viewer } = setUp();
		const one = viewer();
		one.heartbeat();
		one.subscribe(S, "*", true);
		one.update([lease("hover"), lease("focus"), lease("pin", "hr")], []);
		one.update([], [lease("hover"), lease("focus")]);
		one.clear();
		expect([...attention.demand()]).toEqual([]);
		expect(attention.wheel.size).toBe(0);
		await pass(60_000);
		expect([one.hash, one.subscriptions]).toEqual([0, 0]);
	});

	it("names the viewer that focuses, once", () => {
		const { attention, viewer } = setUp();
		const focused: number[] = [];
		attention.onInterest(({ focusedBy }) => focused.push(focusedBy));
		const [first, second] = [viewer(), viewer()];
		first.update([lease("focus")], []);
		first.update([lease("focus")], []);
		second.update([lease("view"), lease("focus")], []);
		expect(focused).toEqual([1, 0, 2]);
	});

	it("names nobody who focuses behind a hidden page", () => {
		const { attention, viewer } = setUp();
		const focused: number[] = [];
		attention.onInterest(({ focusedBy }) => focused.push(focusedBy));
		const one = viewer();
		one.hide(true);
		one.update([lease("focus")], []);
		one.hide(false);
		expect(focused).toEqual([0]);
	});

	it("watches an attribute closely when the viewer attends to it or to its whole sensor", () => {
		const one = setUp().viewer();
		one.update([lease("view")], []);
		expect(one.watchLevel(S, "ecg")).toBe(1);
		one.update([lease("hover", "*")], []);
		expect(one.watchLevel(S, "ecg")).toBe(0);
		one.update([], [lease("hover", "*")]);
		expect(one.watchLevel(S, "ecg")).toBe(1);
	});
});
