import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { StreamBuffer } from "../../stores/stream-buffer.ts";
import { RAW_SAMPLES, rawSamples } from "./raw-samples.ts";

function filled(name: string, dt: number[], v: (number | null)[]): StreamBuffer {
	const buffer = new StreamBuffer("s", name, attributeType(name));
	buffer.append({ seq: 0, t0: 1000, dt, v }, false);
	return buffer;
}

describe("rawSamples", () => {
	it("lists nothing before the first sample", () => {
		expect(rawSamples(filled("heartrate", [], []), attributeType("heartrate"))).toEqual([]);
	});

	it("lists the newest first, as the wire carries them", () => {
		const buffer = filled("heartrate", [0, 1000], [60, 61]);
		expect(rawSamples(buffer, buffer.type)).toEqual([
			{ t: 2000, payload: 61 },
			{ t: 1000, payload: 60 },
		]);
	});

	it("names components and leaves missing ones out", () => {
		const buffer = filled("geolocation", [0], [46, 14, null, null, 1.5, null, 2]);
		expect(rawSamples(buffer, buffer.type)[0]?.payload).toEqual({
			latitude: 46,
			longitude: 14,
			speed: 1.5,
			status: "high_accuracy",
		});
	});

	it("shows a 32-bit float as the number that was sent", () => {
		const buffer = filled("heartrate", [0, 1], [51.6, 0.1]);
		expect(rawSamples(buffer, buffer.type).map((sample) => sample.payload)).toEqual([0.1, 51.6]);
	});

	it("stops at its limit", () => {
		const dt = Array.from({ length: 80 }, (_, index) => index);
		const buffer = filled("heartrate", dt, dt);
		const samples = rawSamples(buffer, buffer.type);
		expect([samples.length, samples[0]?.payload]).toEqual([RAW_SAMPLES, 79]);
	});
});
