import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DurableWorld } from "../testing/durable-world.ts";
import type { DurableState } from "./durable-state.ts";

type Step =
	| { kind: "record"; attribute: string; count: number }
	| { kind: "advance"; ms: number }
	| { kind: "store" | "drop" | "deaf" | "kill" | "offline" | "online" | "restart" }
	| { kind: "lose" | "refuse"; count: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant("record" as const),
			attribute: fc.constantFrom("ecg", "hr", "steps"),
			count: fc.integer({ min: 1, max: 60 }),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("advance" as const),
			ms: fc.constantFrom(1, 100, 600, 5_000, 40_000),
		}),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constantFrom("store", "store", "drop", "deaf", "kill", "offline", "online"),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constantFrom("lose" as const, "refuse" as const),
			count: fc.integer({ min: 1, max: 3 }),
		}),
	},
) as fc.Arbitrary<Step>;

const REASONS = ["rate_limited", "sensor_unavailable", "internal", "full moon"];

async function run(world: DurableWorld, one: Step): Promise<void> {
	const { clock, network, server } = world;
	switch (one.kind) {
		case "record":
			return world.record(one.attribute, one.count);
		case "advance":
			return clock.advance(one.ms);
		case "store":
			return server.store();
		case "drop":
			return server.drop();
		case "deaf":
			server.isDeaf = true;
			return;
		case "kill":
			return server.kill();
		case "offline":
			network.accepts = false;
			return server.drop();
		case "online":
			network.accepts = true;
			return world.socket.connect();
		case "lose":
			server.lostAnswers += one.count;
			return;
		case "refuse":
			server.refusals.push(...REASONS.slice(0, one.count));
			return;
		case "restart":
			return;
	}
}

describe("DurableStream on a network that fails in every way", () => {
	it("DP1 stores every sample once, those of an attribute in order", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { minLength: 5, maxLength: 60 }),
				fc.boolean(),
				fc.boolean(),
				async (steps, answersTwice, storesAtOnce) => {
					const world = await DurableWorld.open({ bufferSamples: 4_000 });
					Object.assign(world.server, { answersTwice, storesAtOnce });
					for (const one of steps) await run(world, one);
					await world.drain();
					expect(world.stream.failure).toBeUndefined();
					for (const [attribute, count] of world.next) {
						expect(world.server.payloads(attribute)).toEqual(DurableWorld.values(0, count));
					}
					expect([world.stream.pendingSamples, world.server.faults]).toEqual([0, []]);
					expect(world.stream.storedSamples).toBe(world.server.stored.length);
				},
			),
			{ numRuns: 200 },
		);
	});

	it("DP2 stores what a device had saved once, however often it restarts", async () => {
		const crash = fc.record({ kind: fc.constant("restart" as const) });
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: crash }), {
					minLength: 10,
					maxLength: 80,
				}),
				async (steps) => {
					let saved: string | undefined;
					/** Samples that were in a saved state, by attribute. */
					const promised = new Map<string, Set<number>>();
					const storage = {
						load: () => (saved === undefined ? undefined : JSON.parse(saved)),
						save: (state: DurableState) => {
							saved = JSON.stringify(state);
							for (const { attribute_id, payload } of [...state.batches.flat(), ...state.waiting]) {
								const known = promised.get(attribute_id) ?? new Set();
								promised.set(attribute_id, known.add(payload as number));
							}
						},
					};
					const world = await DurableWorld.open({ storage });
					for (const one of [...steps, { kind: "restart" } as const]) {
						await run(world, one);
						if (one.kind !== "restart") continue;
						const old = world.socket;
						Object.assign(world, world.device({ storage }));
						// The end of a device that is cut off: nothing of it is heard any more.
						world.server.drop(1000);
						await old.close();
						world.socket.connect();
						// Without a connection the join waits, and the stream with it.
						world.stream.open().catch(() => undefined);
						await world.clock.advance(0);
					}
					await world.drain();
					for (const [attribute, values] of promised) {
						const stored = world.server.payloads(attribute) as number[];
						expect(stored).toEqual([...new Set(stored)].sort((a, b) => a - b));
						expect([...values].filter((value) => !stored.includes(value))).toEqual([]);
					}
				},
			),
			{ numRuns: 100 },
		);
	});
});
