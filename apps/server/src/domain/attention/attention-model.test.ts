import type { AttentionLevel, Lease } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttentionTable } from "./attention-table.ts";
import { TAIL_MS } from "./tails.ts";
import type { ViewerCap } from "./viewer-cap.ts";
import { ViewerInterest } from "./viewer-interest.ts";

const SENSORS = ["a", "a:b"] as const;
const ATTRIBUTES = ["*", "hr"] as const;
const VIEWERS = 2;

/** One viewer, told in the plainest way: what it declared, what it let go of when, and what bounds it. */
interface PlainViewer {
	declared: Set<string>;
	tails: Map<string, number>;
	subscribed: Set<string>;
	hidden: boolean;
	cap: ViewerCap;
}

const ORDER: AttentionLevel[] = ["none", "low", "medium", "high"];

function plainLevel(viewers: PlainViewer[], sensorId: string, now: number): AttentionLevel {
	let best = 0;
	for (const { cap, declared, hidden, subscribed, tails } of viewers) {
		const running = [...tails].filter(([, until]) => until > now).map(([key]) => key);
		const all = [...declared, ...running, ...[...subscribed].map((key) => `${key} view`)];
		for (const key of all) {
			const [sensor, , kind] = key.split(" ");
			if (sensor !== sensorId || (hidden && kind !== "pin")) continue;
			const most = cap === null ? 3 : ORDER.indexOf(cap);
			best = Math.max(best, Math.min(kind === "view" ? 2 : 3, most));
		}
	}
	return ORDER[best]!;
}

const target = fc.record({
	viewer: fc.nat(VIEWERS - 1),
	sensor: fc.constantFrom(...SENSORS),
	attribute: fc.constantFrom(...ATTRIBUTES),
	kind: fc.constantFrom("view", "hover", "focus", "pin"),
});
type Target = typeof target extends fc.Arbitrary<infer T> ? T : never;
const step = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			what: fc.constantFrom("add", "add", "remove", "subscribe", "unsubscribe"),
			target,
		}),
	},
	fc.record({ what: fc.constantFrom("hide", "show", "leave"), target }),
	fc.record({
		what: fc.constant("cap"),
		target,
		cap: fc.constantFrom<ViewerCap>(null, "medium", "low"),
	}),
	fc.record({ what: fc.constant("wait"), target, ms: fc.integer({ min: 1, max: 9_000 }) }),
);

function applyPlain(
	plain: PlainViewer,
	what: string,
	{ attribute, kind, sensor }: Target,
	now: number,
): void {
	const key = `${sensor} ${attribute}`;
	const lease = `${key} ${kind}`;
	if (what === "add") {
		plain.declared.add(lease);
		plain.tails.delete(lease);
	} else if (what === "remove" && plain.declared.delete(lease)) {
		if (kind === "focus" || kind === "hover") plain.tails.set(lease, now + TAIL_MS[kind].normal);
	} else if (what === "subscribe") plain.subscribed.add(key);
	else if (what === "unsubscribe") plain.subscribed.delete(key);
	else if (what === "leave") {
		for (const held of [plain.declared, plain.tails, plain.subscribed]) held.clear();
	} else if (what === "hide" || what === "show") plain.hidden = what === "hide";
}

function applyReal(real: ViewerInterest, what: string, { attribute, kind, sensor }: Target): void {
	const lease: Lease = { sensor_id: sensor, attribute_id: attribute, kind: kind as Lease["kind"] };
	if (what === "add") real.update([lease], []);
	else if (what === "remove") real.update([], [lease]);
	else if (what === "subscribe" || what === "unsubscribe")
		real.subscribe(sensor, attribute, what === "subscribe");
	else if (what === "leave") real.clear();
	else if (what === "hide" || what === "show") real.hide(what === "hide");
}

describe("attention", () => {
	it("is at every moment the maximum over viewers of what each holds under its own cap", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
				const clock = new FakeClock();
				const attention = new AttentionTable();
				const reals = Array.from({ length: VIEWERS }, () => new ViewerInterest(attention, clock));
				const plains = Array.from(
					{ length: VIEWERS },
					(): PlainViewer => ({
						declared: new Set(),
						tails: new Map(),
						subscribed: new Set(),
						hidden: false,
						cap: null,
					}),
				);
				for (const each of steps) {
					// Whole ticks, so that both end their tails at the same time.
					if ("ms" in each) await clock.advance(Math.ceil(each.ms / 100) * 100);
					attention.wheel.advance(clock.monotonic());
					const [real, plain] = [reals[each.target.viewer]!, plains[each.target.viewer]!];
					applyReal(real, each.what, each.target);
					applyPlain(plain, each.what, each.target, clock.monotonic());
					if ("cap" in each) {
						real.limit(each.cap);
						plain.cap = each.cap;
					}
					const expected = SENSORS.map((id) => plainLevel(plains, id, clock.monotonic()));
					expect(SENSORS.map((id) => attention.level(id))).toEqual(expected);
				}
				for (const real of reals) real.clear();
				expect([...attention.demand()]).toEqual([]);
				expect(attention.wheel.size).toBe(0);
			}),
			{ numRuns: 300 },
		);
	});
});
