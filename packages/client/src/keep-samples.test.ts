import { type AttributePacing, INITIAL_BACKPRESSURE, type Measurement } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { keepSamples } from "./keep-samples.ts";

const sample = (attribute_id: string, payload: unknown, timestamp: number, event?: string): Measurement => ({
	...{ attribute_id, payload, timestamp },
	...(event === undefined ? {} : { event }),
});

const batch = [
	sample("ecg", 0.1, 0),
	sample("temp", 20, 10),
	sample("ecg", 0.9, 20),
	sample("ecg", -0.3, 40),
	sample("button", 1, 45, "press"),
	sample("ecg", 0.2, 60),
	sample("temp", 21, 110),
	sample("ecg", 0.4, 120),
];

const config = (attributes?: Record<string, AttributePacing>) => ({
	...INITIAL_BACKPRESSURE,
	recommended_batch_window: 100,
	...(attributes && { attributes }),
});

describe("keepSamples", () => {
	it("sends everything unless the server says otherwise", () => {
		expect(keepSamples(batch, config())).toBe(batch);
		expect(keepSamples(batch, config({ ecg: { max_age_ms: 100, keep: "all" } }))).toBe(batch);
	});

	it("keeps the newest of each window, and events whatever it says", () => {
		const pacing = { max_age_ms: 100, keep: "latest" } as const;
		const kept = keepSamples(batch, config({ ecg: pacing, button: pacing }));
		expect(kept).toEqual([batch[1], batch[4], batch[5], batch[6], batch[7]]);
	});

	it("keeps the least and the greatest of each stretch, in order, and what is no number", () => {
		const kept = keepSamples(
			[...batch, sample("ecg", "lead off", 130)],
			config({
				ecg: { max_age_ms: 500, keep: "minmax@10" },
			}),
		);
		expect(kept.filter(({ attribute_id }) => attribute_id === "ecg").map(({ payload }) => payload)).toEqual([
			0.9,
			-0.3,
			0.4,
			"lead off",
		]);
	});
});
