import { typeOfAttribute } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { Attribute } from "./attribute.ts";
import { ByteLedger, NO_LEDGER } from "./byte-ledger.ts";
import { DevicePauses } from "./device-pauses.ts";

const START = 1_700_000_000_000;

const META = {
	...{ unit: null, displayName: null, samplingRateHz: null, provenance: "real" as const, derivedFrom: null },
};

function attribute(type: string, pauses: DevicePauses | null = null, ledger = NO_LEDGER): Attribute {
	return new Attribute(
		type,
		typeOfAttribute({ attribute_id: type, attribute_type: type }),
		META,
		ledger,
		pauses,
	);
}

/** Appends samples at even steps; each arrives when it is taken. */
function feed(target: Attribute, from: number, count: number, stepMs: number): void {
	for (let k = 0; k < count; k++) target.append(from + k * stepMs, k % 7, from + k * stepMs);
}

/** Times of the marked samples, from the start of what {@link feed} was told. */
const marked = ({ leftOut, ring }: Attribute) =>
	Array.from({ length: ring.length }, (_, k) => ring.tail + k)
		.filter((position) => leftOut?.has(position))
		.map((position) => ring.timeAt(position) - START);

describe("an attribute's memory", () => {
	it("holds a day of a scalar that comes once a second, in 8 bytes a sample", () => {
		const ledger = new ByteLedger();
		const heart = attribute("heartrate", null, ledger);
		feed(heart, START, 90_000, 1_000);
		expect(heart.ring.timeAt(heart.ring.tail)).toBeLessThanOrEqual(START + 90_000_000 - 86_400_000);
		expect(ledger.total / heart.ring.length).toBeLessThan(8.6);
		expect(heart.byteLength).toBe(ledger.total);
	});

	it("holds the newest samples of a faster one, and its minutes", () => {
		const ledger = new ByteLedger();
		const level = attribute("microphone", null, ledger);
		feed(level, START, 40_000, 100);
		expect(level.ring.length).toBeLessThanOrEqual(4_096);
		expect(level.past!.coarse.at(0).time).toBeLessThanOrEqual(START);
		expect(ledger.total).toBeLessThan(50_000);
	});

	it("gives up what is too much once a scalar has become fast", () => {
		const heart = attribute("heartrate");
		feed(heart, START, 20_000, 1_000);
		expect(heart.ring.length).toBe(20_000);
		feed(heart, START + 20_000_000, 1_000, 50);
		expect(heart.ring.length).toBeLessThanOrEqual(4_096);
		expect(heart.past!.coarse.at(0).count).toBe(60 - ((START / 1_000) % 60));
	});
});

describe("samples that a device has left out", () => {
	it("are marked where it had been asked to send nothing, and nowhere else", () => {
		const pauses = new DevicePauses();
		const heart = attribute("heartrate", pauses);
		feed(heart, START, 20, 1_000);
		feed(heart, START + 40_000, 20, 1_000);
		expect(marked(heart)).toEqual([]);
		pauses.told(true, START + 60_000);
		pauses.told(false, START + 90_000);
		feed(heart, START + 90_000, 20, 1_000);
		expect(marked(heart)).toEqual([90_000]);
		// The pause was over before the last sample: this is a hole of another kind.
		feed(heart, START + 150_000, 20, 1_000);
		expect(marked(heart)).toEqual([90_000]);
	});

	it("are marked during a pause too, when the device goes on with single ones", () => {
		const pauses = new DevicePauses();
		const heart = attribute("heartrate", pauses);
		feed(heart, START, 20, 1_000);
		pauses.told(true, START + 20_000);
		pauses.told(true, START + 22_000);
		feed(heart, START + 45_000, 3, 25_000);
		expect(marked(heart)).toEqual([45_000, 70_000, 95_000]);
	});

	it("teach nothing about the usual interval", () => {
		const pauses = new DevicePauses();
		const heart = attribute("heartrate", pauses);
		feed(heart, START, 100, 1_000);
		pauses.told(true, START + 100_000);
		feed(heart, START + 400_000, 1, 1_000);
		expect(heart.intervalMs).toBeCloseTo(1_000, 6);
	});

	it("are no business of events, nor of a device that delivers later what it has kept", () => {
		const pauses = new DevicePauses();
		const [button, heart] = [attribute("button", pauses), attribute("heartrate", pauses)];
		for (const each of [button, heart]) feed(each, START, 5, 1_000);
		pauses.told(true, START + 5_000);
		feed(button, START + 500_000, 1, 1_000);
		for (let k = 5; k < 60; k++) heart.append(START + k * 1_000, 1, START + 90_000);
		expect([marked(button), marked(heart)]).toEqual([[], []]);
	});

	it("keep their mark when late samples are sorted in, and the oldest marks are forgotten", () => {
		const pauses = new DevicePauses();
		const heart = attribute("heartrate", pauses);
		pauses.told(true, START);
		feed(heart, START, 20, 1_000);
		heart.append(START + 60_000, 1, START + 60_000);
		heart.append(START + 60_500, 1, START + 60_500);
		heart.append(START + 59_500, 1, START + 60_600);
		expect(marked(heart)).toEqual([60_000]);
		for (let k = 2; k < 40; k++) feed(heart, START + k * 60_000, 2, 1_000);
		expect(marked(heart)).toHaveLength(16);
		expect(marked(heart).at(-1)).toBe(39 * 60_000);
	});
});
