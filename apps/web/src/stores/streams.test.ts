import type { BinaryBatch } from "@sensocto/client";
import { describe, expect, it } from "vitest";
import { Streams } from "./streams.ts";

function setup() {
	const calls: string[] = [];
	const timers: (() => void)[] = [];
	const streams = new Streams({
		source: {
			subscribe: async (subscriptions, { seedMs }) => {
				const names = subscriptions.map(({ attribute_id, span_ms, width_px }) =>
					width_px === undefined ? attribute_id : `${attribute_id}[${span_ms}/${width_px}]`,
				);
				calls.push(`+${names.join(",")} ${seedMs}`);
			},
			unsubscribe: async (subscriptions) => {
				calls.push(`-${subscriptions.map((one) => one.attribute_id).join(",")}`);
			},
		},
		facts: () => ({
			attributeType: "ecg",
			samplingRateHz: 250,
			rateHz: 100,
			windowMs: 500,
			clockOffsetMs: 7,
		}),
		setTimeout: (callback) => timers.push(callback) - 1,
		clearTimeout: (timer) => {
			if (typeof timer === "number") timers[timer] = () => undefined;
		},
		onError: (error) => {
			throw error;
		},
	});
	const settle = (): Promise<void> => Promise.resolve();
	const lapse = (): void => {
		for (const timer of timers.splice(0)) timer();
	};
	return { streams, calls, settle, lapse };
}

function batch(attributeId: string, seq: number, count: number): BinaryBatch {
	const times = Float64Array.from({ length: count }, (_, i) => (seq + i) * 4);
	const names = { sensorId: "s", attributeId, stride: 1, columnMs: 0, numbering: 0 };
	const block = { ...names, seq, times, values: times, arrived: 0 };
	return { seq: 1, serverTime: 0, seed: false, blocks: [block] };
}

describe("Streams", () => {
	it("ignores batches of streams nobody claims", () => {
		const { streams } = setup();
		streams.receive(batch("ecg", 0, 5));
		expect(streams.size).toBe(0);
	});

	it("subscribes once for all claims, and ends after the last release and a moment", async () => {
		const { streams, calls, settle, lapse } = setup();
		const first = streams.acquire("s", "ecg");
		const second = streams.acquire("s", "ecg");
		await settle();
		expect(second.buffer).toBe(first.buffer);
		first.release();
		first.release();
		lapse();
		expect(calls).toEqual(["+ecg 10000"]);
		second.release();
		lapse();
		expect(calls).toEqual(["+ecg 10000", "-ecg"]);
		expect(streams.size).toBe(0);
	});

	it("keeps a stream that is claimed again in time", async () => {
		const { streams, calls, settle, lapse } = setup();
		streams.acquire("s", "ecg").release();
		streams.acquire("s", "ecg");
		await settle();
		lapse();
		expect(calls).toEqual(["+ecg 10000"]);
	});

	it("gathers the claims of one turn by the past they want", async () => {
		const { streams, calls, settle } = setup();
		streams.acquire("s", "a");
		streams.acquire("s", "b");
		streams.acquire("s", "c", { seedMs: 60_000 });
		await settle();
		expect(calls).toEqual(["+a,b 10000", "+c 60000"]);
	});

	it("asks anew for a longer past and not for a shorter one", async () => {
		const { streams, calls, settle } = setup();
		streams.acquire("s", "ecg", { seedMs: 10_000 });
		await settle();
		streams.acquire("s", "ecg", { seedMs: 5000 });
		await settle();
		streams.acquire("s", "ecg", { seedMs: 60_000 });
		await settle();
		expect(calls).toEqual(["+ecg 10000", "-ecg", "+ecg 60000"]);
	});

	it("fills the buffers and takes over the device's clock", async () => {
		const { streams } = setup();
		const { buffer } = streams.acquire("s", "ecg");
		streams.receive(batch("ecg", 0, 5));
		expect(buffer.length).toBe(5);
		expect(buffer.offsetMs).toBe(7);
	});

	it("compares what arrives with what devices declare", () => {
		const { streams } = setup();
		streams.acquire("s", "ecg");
		expect(streams.delivered()).toEqual({ measured: 0, declared: 0 });
		streams.receive(batch("ecg", 0, 500));
		expect(streams.delivered()).toEqual({ measured: 250, declared: 250 });
	});

	it("knows the longest window of the devices it shows", () => {
		const { streams } = setup();
		const claim = streams.acquire("s", "ecg");
		expect(streams.longestWindowMs).toBe(500);
		claim.release();
		expect(streams.longestWindowMs).toBe(0);
	});

	it("takes the server's word for the rate of what comes in columns", () => {
		const { streams } = setup();
		streams.acquire("s", "ecg");
		const columns = batch("ecg", 0, 500);
		streams.receive({ ...columns, blocks: columns.blocks.map((block) => ({ ...block, columnMs: 32 })) });
		expect(streams.delivered()).toEqual({ measured: 100, declared: 250 });
	});

	describe("at the resolution of the screen", () => {
		const screen = (spanMs: number, widthPx: number) => ({ screen: { spanMs, widthPx }, seedMs: spanMs });

		it("asks with the width and the window, and not again for about the same width", async () => {
			const { streams, calls, settle } = setup();
			streams.acquire("s", "ecg", screen(10_000, 350)).release();
			streams.acquire("s", "ecg", screen(10_000, 340));
			await settle();
			expect(calls).toEqual(["+ecg[10000/350] 10000"]);
		});

		it("asks anew for more detail, and changes without a seed to less", async () => {
			const { streams, calls, settle } = setup();
			streams.acquire("s", "ecg", screen(60_000, 350)).release();
			await settle();
			streams.acquire("s", "ecg", screen(10_000, 350)).release();
			await settle();
			streams.acquire("s", "ecg", screen(10_000, 100));
			await settle();
			expect(calls).toEqual([
				"+ecg[60000/350] 60000",
				"-ecg",
				"+ecg[10000/350] 10000",
				"+ecg[10000/100] 10000",
			]);
		});

		it("gets every sample as long as anybody needs them", async () => {
			const { streams, calls, settle } = setup();
			streams.acquire("s", "ecg", { seedMs: 10_000 });
			streams.acquire("s", "ecg", screen(10_000, 350));
			await settle();
			expect(calls).toEqual(["+ecg 10000"]);
		});
	});
});
