import { describe, expect, it } from "vitest";
import { MAX_ATTRIBUTES, NoveltyBank } from "./novelty-bank.ts";
import type { NoveltyStream } from "./novelty-stream.ts";

function stream(sensorId: string, attributeId = "a", feature = "value"): NoveltyStream {
	return {
		...{ sensorId, attributeId, feature, label: "a", unit: null, digits: 0, step: 0 },
		...{ judged: true, flatLine: true, plausible: null },
	};
}

/** The detector of a stream, as the worker asks for it. */
function detector(bank: NoveltyBank, of: NoveltyStream, now = 0) {
	const sensor = bank.sensor(of.sensorId, now);
	sensor.changed = true;
	return bank.detector(sensor, bank.attribute(sensor, of), of);
}

describe("NoveltyBank", () => {
	it("keeps one detector for each feature of each attribute", () => {
		const bank = new NoveltyBank("robust");
		const first = detector(bank, stream("s"));
		expect(detector(bank, stream("s"))).toBe(first);
		expect(detector(bank, stream("s", "a", "rms"))).not.toBe(first);
		expect(detector(bank, stream("s", "b"))).not.toBe(first);
		expect(bank.size).toBe(3);
	});

	it("forgets the sensor that was silent longest when it is full", () => {
		const bank = new NoveltyBank("robust", 3);
		const [old, kept] = [detector(bank, stream("old")), detector(bank, stream("kept"))];
		detector(bank, stream("other"));
		detector(bank, stream("kept"), 120_000);
		detector(bank, stream("new"), 120_001);
		expect(bank.size).toBe(3);
		expect(detector(bank, stream("kept"), 120_002)).toBe(kept);
		expect(detector(bank, stream("old"), 120_003)).not.toBe(old);
		expect(bank.size).toBe(3);
	});

	it("knows a bounded number of attributes of a sensor that names others again and again", () => {
		const bank = new NoveltyBank("robust");
		const lasting = stream("s", "lasting");
		const first = bank.watched(lasting, 0);
		for (let k = 1; k < 3 * MAX_ATTRIBUTES; k++) {
			bank.watched(stream("s", `a${k}`), k);
			bank.watched(lasting, k);
		}
		expect(bank.size).toBe(MAX_ATTRIBUTES);
		const { attributes, causes, streams } = bank.sensor("s", 0);
		expect([attributes.size, causes.size, streams]).toEqual([MAX_ATTRIBUTES, MAX_ATTRIBUTES, MAX_ATTRIBUTES]);
		expect(attributes.has("lasting")).toBe(true);
		expect(bank.watched(lasting, 0)).not.toBe(first);
	});

	it("finds a stream at once that it found before, and anew when it was forgotten or another bank asks", () => {
		const bank = new NoveltyBank("robust", 1);
		const one = stream("one");
		const first = bank.watched(one, 0);
		expect(bank.watched(one, 1)).toBe(first);
		bank.watched(stream("other"), 2);
		const again = bank.watched(one, 3);
		expect(again.detector).not.toBe(first.detector);
		expect(bank.watched(one, 4)).toBe(again);
		const restarted = new NoveltyBank("robust");
		expect(restarted.watched(one, 5).detector).not.toBe(again.detector);
		expect(restarted.size).toBe(1);
	});

	it("keeps a stream in the order of the silent that is found at once", () => {
		const bank = new NoveltyBank("robust", 2);
		const kept = stream("kept");
		const found = bank.watched(kept, 0);
		bank.watched(stream("silent"), 1);
		bank.watched(kept, 120_000);
		bank.watched(stream("new"), 120_001);
		expect(bank.watched(kept, 120_002)).toBe(found);
	});

	it("lets one sensor have all the room rather than none of its streams", () => {
		const bank = new NoveltyBank("robust", 1);
		detector(bank, stream("s", "a"));
		expect(detector(bank, stream("s", "b"))).toBeDefined();
	});

	it("gives the snapshots of what has changed since the last time", () => {
		const bank = new NoveltyBank("robust");
		detector(bank, stream("s")).step(1_000, 5, 1_000);
		expect([...bank.snapshots()].map(([id]) => id)).toEqual(["s"]);
		expect([...bank.snapshots()]).toEqual([]);
		detector(bank, stream("s"));
		expect([...bank.snapshots()]).toHaveLength(1);
	});

	it("takes up what it remembers, also of attributes that come later or not at all", () => {
		const before = new NoveltyBank("robust");
		for (const attribute of ["a", "b"]) {
			const one = detector(before, stream("s", attribute));
			for (let i = 0; i < 200; i++) one.step(1.7e12 + i * 1_000, 60 + (i % 5), 1_000);
		}
		const [[, state]] = [...before.snapshots()] as [[string, string]];
		const after = new NoveltyBank("robust");
		after.remember("s", state);
		expect(detector(after, stream("s", "a")).step(1.7e12 + 200_000, 99, 1_000)).toBe("spike");
		const [[, again]] = [...after.snapshots()] as [[string, string]];
		expect(Object.keys(JSON.parse(again) as object)).toEqual(["a", "b"]);
		expect(detector(after, stream("s", "b")).step(1.7e12 + 200_000, 99, 1_000)).toBe("spike");
	});

	it("learns anew what it cannot read, and leaves alone who is here already", () => {
		const bank = new NoveltyBank("robust");
		bank.remember("s", "{");
		expect(detector(bank, stream("s")).step(1_000, 5, 1_000)).toBe("none");
		bank.remember("s", '{"b":{}}');
		expect([...bank.snapshots()][0]![1]).not.toContain('"b"');
	});
});
