import { describe, expect, it } from "vitest";
import { readSynchronyWatch, SYNCHRONY_LIMITS } from "./synchrony.ts";

describe("readSynchronyWatch", () => {
	it.each([
		[null],
		[{}],
		[{ kinds: "respiration" }],
		[{ kinds: ["respiration", "gait"] }],
		[{ kinds: ["respiration"], sensors: "all" }],
		[{ kinds: ["respiration"], sensors: [""] }],
		[{ kinds: ["respiration"], sensors: [7] }],
		[
			{
				kinds: ["respiration"],
				sensors: Array.from({ length: SYNCHRONY_LIMITS.sensors + 1 }, (_, i) => `s${i}`),
			},
		],
	])("refuses %j", (payload) => {
		expect(readSynchronyWatch(payload)).toEqual({ reason: "invalid_payload" });
	});

	it("reads kinds and sensors, each once", () => {
		expect(readSynchronyWatch({ kinds: ["heart rate", "respiration", "heart rate"] })).toEqual({
			kinds: ["respiration", "heart rate"],
		});
		expect(readSynchronyWatch({ kinds: ["respiration"], sensors: ["a", "b", "a"] })).toEqual({
			kinds: ["respiration"],
			sensors: ["a", "b"],
		});
	});

	it("reads the end of watching", () => {
		expect(readSynchronyWatch({ kinds: [], sensors: null })).toEqual({ kinds: [] });
	});
});
