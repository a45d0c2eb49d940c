import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { StreamBuffer } from "../../stores/stream-buffer.ts";
import { liveSegment, shifted } from "./live-segment.ts";

function times(segment: { length: number; time(index: number): number }): number[] {
	return Array.from({ length: segment.length }, (_, index) => segment.time(index));
}

describe("liveSegment", () => {
	const buffer = new StreamBuffer("s", "heartrate", attributeType("heartrate"));
	buffer.offsetMs = 500;
	buffer.append({ seq: 0, t0: 0, dt: [0, 1000], v: [60, 61] }, false);
	buffer.append({ seq: 5, t0: 5000, dt: [0, 1000], v: [65, 66], gap: { reason: "connection lost" } }, false);

	it("keeps a young gap and its reason, in server time", () => {
		const segment = liveSegment(buffer, 1000, 7000);
		expect(times(segment)).toEqual([500, 1500, 5500, 6500]);
		expect(segment.gaps).toEqual([{ from: 1500, to: 5500, reason: "connection lost" }]);
	});

	it("leaves what lies before a settled gap to history", () => {
		const segment = liveSegment(buffer, 1000, 20_000);
		expect(times(segment)).toEqual([5500, 6500]);
		expect(segment.gaps).toEqual([]);
		expect(segment.reasons).toEqual([{ from: 1500, to: 5500, reason: "connection lost" }]);
		expect([segment.value(0, 0), segment.breakMs]).toEqual([65, 3000]);
	});

	it("moves every time and gap of a segment alike", () => {
		const moved = shifted(liveSegment(buffer, 1000, 7000), -500);
		expect(times(moved)).toEqual([0, 1000, 5000, 6000]);
		expect(moved.gaps[0]).toMatchObject({ from: 1000, to: 5000 });
	});
});
