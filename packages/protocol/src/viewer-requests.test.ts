import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { LIMITS } from "./limits.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import {
	ackSchema,
	attentionSchema,
	clientHealthSchema,
	subscribeSchema,
	viewerJoinSchema,
} from "./schemas/viewer-schemas.ts";
import {
	readAck,
	readAttention,
	readClientHealth,
	readSubscribe,
	readViewerJoin,
} from "./viewer-requests.ts";

const crowd = new Array(LIMITS.subscriptionsPerViewer + 1).fill({ sensor_id: "a" });
const lease = { sensor_id: "a:1", kind: "view" };

describe("viewer messages are refused", () => {
	it.each([
		["subscribe: no object", readSubscribe, 7, "invalid_subscription"],
		["subscribe: no list", readSubscribe, { subscriptions: "a" }, "invalid_subscription"],
		["subscribe: an id alone", readSubscribe, { subscriptions: ["a"] }, "invalid_subscription"],
		[
			"subscribe: a bad attribute",
			readSubscribe,
			{ subscriptions: [{ sensor_id: "a", attribute_id: "b c" }] },
			"invalid_subscription",
		],
		["subscribe: too many", readSubscribe, { subscriptions: crowd }, "too_many_subscriptions"],
		["join: bad subscriptions", readViewerJoin, { subscriptions: [{}] }, "invalid_subscription"],
		["attention: no epoch", readAttention, { add: [lease] }, "invalid_attention"],
		[
			"attention: an unknown kind",
			readAttention,
			{ epoch: 1, add: [{ ...lease, kind: "stare" }] },
			"invalid_attention",
		],
		[
			"attention: too many",
			readAttention,
			{ epoch: 1, remove: new Array(LIMITS.attentionChanges + 1).fill(lease) },
			"invalid_attention",
		],
		["ack: no seq", readAck, { paint_lag_ms: 3 }, "invalid_payload"],
		["ack: a written lag", readAck, { seq: 1, paint_lag_ms: "3" }, "invalid_payload"],
		["client_health: no object", readClientHealth, [], "invalid_payload"],
	] as const)("%s", (_, read, payload, reason) => {
		expect(read(payload)).toEqual({ reason });
	});
});

describe("viewer messages are read", () => {
	it("a join without parameters asks for rows and no directory", () => {
		expect(readViewerJoin(null)).toEqual({ encoding: "rows", directory: false, subscriptions: [] });
	});

	it("the attribute * means all, and a seed is cut to an hour", () => {
		const subscriptions = [
			{ sensor_id: "a:1", attribute_id: "*" },
			{ sensor_id: "a:1", attribute_id: "hr", more: 1 },
		];
		expect(readSubscribe({ subscriptions, seed_ms: 1e12 })).toEqual({
			subscriptions: [{ sensor_id: "a:1" }, { sensor_id: "a:1", attribute_id: "hr" }],
			seedMs: LIMITS.seedMs,
		});
	});

	it("a lease without an attribute is on the whole sensor", () => {
		expect(readAttention({ epoch: 3, add: [lease], hidden: true })).toEqual({
			epoch: 3,
			add: [{ sensor_id: "a:1", attribute_id: "*", kind: "view" }],
			remove: [],
			hidden: true,
		});
	});

	it("an ack without a lag has none, and no lag is negative", () => {
		expect(readAck({ seq: 7 })).toEqual({ seq: 7, paintLagMs: 0 });
		expect(readAck({ seq: 7, paint_lag_ms: -5 })).toEqual({ seq: 7, paintLagMs: 0 });
	});
});

const id = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("a", "AA:BB", "x".repeat(255)) }, fc.jsonValue());
const attributeId = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("hr", "*", null) }, fc.constant("b c"));
const list = (item: fc.Arbitrary<unknown>) =>
	fc.oneof({ weight: 5, arbitrary: fc.array(item, { maxLength: 3 }) }, fc.jsonValue());
const subscriptions = list(
	fc.record(
		{ sensor_id: id, attribute_id: attributeId, span_ms: fc.jsonValue(), width_px: fc.double() },
		{ requiredKeys: ["sensor_id"] },
	),
);
const leases = list(
	fc.record(
		{
			sensor_id: id,
			attribute_id: attributeId,
			kind: fc.constantFrom("view", "hover", "focus", "pin", "pin", "stare"),
		},
		{ requiredKeys: ["sensor_id", "kind"] },
	),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 2 ** 53), fc.jsonValue());

function partial(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
	const record = fc.record(shape, { requiredKeys: [] });
	return fc.oneof({ weight: 6, arbitrary: record }, fc.jsonValue());
}

describe("viewer guards agree with their schemas", () => {
	const cases: readonly [string, (payload: unknown) => object, z.ZodType, fc.Arbitrary<unknown>][] = [
		[
			"join",
			readViewerJoin,
			viewerJoinSchema,
			partial({
				encoding: fc.constantFrom("rows", "columns", "binary", 1),
				directory: fc.oneof(fc.jsonValue(), fc.constantFrom(true, "changes")),
				subscriptions,
			}),
		],
		["subscribe", readSubscribe, subscribeSchema, partial({ subscriptions, seed_ms: number })],
		[
			"attention",
			readAttention,
			attentionSchema,
			partial({
				epoch: fc.oneof(fc.nat(), number),
				add: leases,
				remove: leases,
				hidden: fc.oneof(fc.boolean(), fc.jsonValue()),
				full: fc.oneof(fc.boolean(), fc.jsonValue()),
				heartbeat: fc.oneof(fc.boolean(), fc.jsonValue()),
				hash: fc.oneof(fc.nat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, -1, 0.5), number),
			}),
		],
		[
			"ack",
			readAck,
			ackSchema,
			partial({ seq: fc.oneof(fc.nat(), number), paint_lag_ms: number, held_ms: number }),
		],
		[
			"client_health",
			readClientHealth,
			clientHealthSchema,
			partial({
				fps: number,
				cpuPressure: fc.oneof(number, fc.string({ maxLength: 40 })),
				thermalState: fc.jsonValue(),
				batteryLevel: number,
				batteryCharging: fc.oneof(fc.boolean(), fc.jsonValue()),
				saveData: fc.oneof(fc.boolean(), fc.jsonValue()),
			}),
		],
	];
	it.each(cases)("%s", (_, read, schema, payloads) => {
		fc.assert(
			fc.property(payloads, (payload) => {
				const guarded = read(payload);
				const parsed = schema.safeParse(payload);
				expect("reason" in guarded).toBe(!parsed.success);
				if (parsed.success) expect(guarded).toEqual(parsed.data);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
