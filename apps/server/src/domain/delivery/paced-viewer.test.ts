import type { SystemLoad } from "@sensocto/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { type Allocation, type LoadReading, type LoadSignal, Wires } from "../../bio/wires.ts";
import { VIEWER_DRAINED_BYTES, VIEWER_THINNED_BYTES } from "./delivery-class.ts";
import { LensRouter } from "./lens-router.ts";
import { DeliveryBench, type TestSink } from "./testing/delivery-bench.ts";
import type { Viewer } from "./viewer.ts";

const UNCONTENDED: Allocation = {
	...{ at: 0, epoch: 1, lambda: Number.POSITIVE_INFINITY, pauseBelow: 0, contended: false },
	...{ demanded: 1, granted: 1, budget: 1_000, reason: "" },
};

describe("a viewer's pace", () => {
	let bench: DeliveryBench;
	let viewer: Viewer;
	let sink: TestSink;
	let time: number;

	beforeEach(() => {
		bench = new DeliveryBench(2);
		({ sink, viewer } = bench.viewer("binary"));
		time = 1_000;
		bench.router.watch(viewer, [bench.topic(0)], 0);
	});

	/** Samples every 5 ms; frames are acknowledged every 250 ms, `delayMs` after they were sent. */
	async function stream(ms: number, delayMs: number | null): Promise<void> {
		const sent: { seq: number; at: number }[] = [];
		let elapsed = 0;
		let seen = viewer.seq;
		await bench.pass(ms, () => {
			const at = bench.clock.monotonic();
			for (let k = 0; k < 5; k++) {
				time += 10;
				bench.attributes[0]!.append(time, k, 0);
			}
			if (viewer.seq > seen) sent.push({ seq: viewer.seq, at });
			seen = viewer.seq;
			elapsed += 25;
			if (delayMs === null || elapsed % 250 !== 0) return;
			const last = sent.findLast((frame) => frame.at + delayMs <= at);
			if (last === undefined) return;
			const held = at - last.at - delayMs;
			bench.router.acked(viewer, { seq: last.seq, paintLagMs: 5, heldMs: held + 5 });
		});
	}

	const framesIn = async (ms: number, delayMs: number | null): Promise<number> => {
		const before = sink.frames;
		await stream(ms, delayMs);
		return sink.frames - before;
	};

	it("slows down on a slow connection, says so, and recovers within 5 s", async () => {
		expect(await framesIn(3_000, 20)).toBeGreaterThan(100);
		await stream(8_000, 300);
		expect(sink.notices.at(-1)).toEqual({
			...{ interval_ms: 1_000, label: "minimal", reason: "your connection", chosen: "auto" },
		});
		expect(await framesIn(4_000, 300)).toBeLessThanOrEqual(5);
		await stream(5_300, 20);
		expect(sink.notices.at(-1)).toEqual({ interval_ms: 25, label: "high", reason: null, chosen: "auto" });
		expect(await framesIn(1_000, 20)).toBeGreaterThanOrEqual(39);
		expect(sink.continuous("s0/ecg")).toBe(true);
		expect(sink.times("s0/ecg")).toEqual(
			Array.from({ length: sink.times("s0/ecg").length }, (_, k) => 1_010 + k * 10),
		);
	});

	it("shares frames with others of its lane whatever brought them there", async () => {
		const { sink: other, viewer: looking } = bench.viewer("binary");
		bench.router.watch(looking, [bench.topic(0)], 1);
		expect(bench.groups.size).toBe(2);
		bench.router.choose(viewer, "medium");
		bench.router.choose(looking, "medium");
		expect(bench.groups.size).toBe(1);
		await stream(3_000, null);
		expect(other.times("s0/ecg")).toEqual(sink.times("s0/ecg"));
	});

	it("keeps to what its person chose, whatever the connection allows", async () => {
		bench.router.choose(viewer, "low");
		expect(sink.notices).toEqual([{ interval_ms: 350, label: "low", reason: "you chose", chosen: "low" }]);
		expect(await framesIn(3_500, 20)).toBeLessThanOrEqual(11);
		bench.router.choose(viewer, "high");
		await stream(5_000, 400);
		await stream(5_000, 800);
		expect(sink.notices.at(-1)).toEqual({ interval_ms: 25, label: "high", reason: null, chosen: "high" });
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("follows the node's budget by level and names the bottleneck", async () => {
		bench.wires.load
			.produce("SystemLoadMonitor")
			.send({ bottleneck: "event loop", label: "normal" } as LoadReading);
		bench.router.start(bench.scope());
		const { send } = bench.wires.allocation.produce("ResourceArbiter");
		// Half the full rate of a focused stream: 10 Hz becomes 5 Hz.
		send({ ...UNCONTENDED, lambda: 0.01, contended: true });
		const { label, reason } = sink.notices.at(-1)!;
		expect([label === "high" ? "high" : "slower", reason]).toEqual(["slower", "server busy: event loop"]);
		expect(await framesIn(3_000, null)).toBeLessThan(60);
		send(UNCONTENDED);
		expect(sink.notices.at(-1)).toEqual({ interval_ms: 25, label: "high", reason: null, chosen: "auto" });
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("is told the load's label and what it came from, once for each label", async () => {
		const load = bench.wires.load.produce("SystemLoadMonitor");
		const read = async (label: SystemLoad, bottleneck: LoadSignal, injected = false) => {
			load.send({ label, bottleneck, injected } as LoadReading);
			await stream(200, 20);
		};
		await read("normal", "memory");
		await read("high", "event loop");
		await read("high", "sockets");
		await read("high", "sockets", true);
		await read("normal", "sockets", true);
		expect(sink.notices.map((notice) => notice.load)).toEqual([
			{ label: "high", injected: false, bottleneck: "event loop" },
			{ label: "high", injected: true, bottleneck: "sockets" },
			undefined,
		]);
		expect(sink.notices.map(({ label, reason }) => [label, reason])).toEqual(Array(3).fill(["high", null]));
	});

	it("is not slower than the budget asks for after the router's restart", () => {
		const { send } = bench.wires.allocation.produce("ResourceArbiter");
		bench.router.start(bench.scope());
		send({ ...UNCONTENDED, lambda: 0.01, contended: true });
		const slowed = [...viewer.watches.values()].map(({ lane }) => lane);
		const context = {
			clock: bench.clock,
			wires: new Wires(),
			sensor: () => ({ clockOffsetMs: 0, store: null }),
		};
		new LensRouter(bench, context).start(bench.scope());
		expect(slowed).not.toEqual([0]);
		expect([...viewer.watches.values()].map(({ lane }) => lane)).toEqual([0]);
	});

	it("is told that its page is hidden, and that it is served again", () => {
		bench.router.pause(viewer);
		bench.router.resume(viewer);
		expect(sink.notices.map(({ label, reason }) => [label, reason])).toEqual([
			["paused", "tab hidden"],
			["high", null],
		]);
	});

	it("falls silent after 3 s without an acknowledgement, gets a snapshot now and then, and wakes up", async () => {
		await stream(2_000, 20);
		await stream(3_300, null);
		expect(sink.notices.at(-1)).toMatchObject({ label: "paused", reason: "your connection" });
		expect(await framesIn(9_000, null)).toBeLessThanOrEqual(9);
		const before = sink.received.get("s0/ecg")!.length;
		bench.router.acked(viewer, { seq: viewer.seq, paintLagMs: 0 });
		const woken = sink.received.get("s0/ecg")!.slice(before);
		expect(woken).toEqual([expect.objectContaining({ times: [time], gap: "your connection" })]);
		await stream(5_000, 20);
		expect(sink.notices.at(-1)).toMatchObject({ label: "high", reason: null });
	});

	it("gets newest values and extremes while its socket holds more than 256 KiB, each in order", async () => {
		sink.bufferedBytes = VIEWER_THINNED_BYTES + 1;
		const samples = await framesIn(5_000, null).then(() => sink.times("s0/ecg").length);
		expect(samples).toBeGreaterThanOrEqual(10);
		expect(samples).toBeLessThanOrEqual(40);
		sink.bufferedBytes = VIEWER_DRAINED_BYTES;
		await stream(1_000, null);
		const parts = sink.received.get("s0/ecg")!;
		parts.reduce((before, part) => {
			const expected = before.seq + before.times.length;
			expect(part.seq).toBeGreaterThanOrEqual(expected);
			expect(part.gap).toBe(part.seq > expected ? "your connection" : null);
			return part;
		});
		expect(sink.times("s0/ecg").at(-1)).toBeGreaterThan(time - 600);
	});

	it("is not behind while its socket still holds the seed it asked for", async () => {
		for (let k = 0; k < 100; k++) bench.attributes[1]!.append(1_000 + k, k, 0);
		sink.bytesPerFrame = VIEWER_THINNED_BYTES * 2;
		bench.router.watch(viewer, [bench.topic(1)], 1, 60_000);
		sink.bytesPerFrame = 0;
		await stream(1_000, null);
		expect(viewer.service).toBe("live");
	});
});
