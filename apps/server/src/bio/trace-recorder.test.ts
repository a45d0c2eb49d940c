import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BioRig } from "./testing/bio-rig.ts";
import { type TraceFile, TraceRecorder } from "./trace-recorder.ts";
import type { InterestChange, LoadReading } from "./wires.ts";

/** A file in memory that can refuse. */
class TestFile implements TraceFile {
	text = "";
	bytes = 0;
	failure: Error | undefined;

	async size(): Promise<number> {
		if (this.failure !== undefined) throw this.failure;
		return this.bytes + this.text.length;
	}

	async append(text: string): Promise<void> {
		if (this.failure !== undefined) throw this.failure;
		this.text += text;
	}

	get lines(): unknown[] {
		return this.text
			.split("\n")
			.filter(Boolean)
			.map((line) => JSON.parse(line));
	}
}

const reading: LoadReading = {
	at: 1_000,
	pressure: 0.123456,
	bottleneck: "event loop",
	label: "normal",
	injected: false,
	memoryProtection: false,
	memoryCritical: false,
	emergency: false,
	loopDelayP99Ms: 3,
	signals: { "event loop": 0.123456 },
};
const change = (sensorId: string): InterestChange => ({
	at: 2_000,
	sensorId,
	level: "high",
	before: "none",
	weight: 100,
	viewers: 1,
	focusedBy: 7,
});

let rig: BioRig;
let file: TestFile;
let problems: string[];
let load: (reading: LoadReading) => void;
let interest: (change: InterestChange) => void;

beforeEach(() => {
	rig = new BioRig();
	file = new TestFile();
	problems = [];
	load = rig.wires.load.produce("SystemLoadMonitor").send;
	interest = rig.wires.interest.produce("AttentionTracker").send;
});
afterEach(() => rig.stop());

const start = (): Promise<void> =>
	rig.start(() => new TraceRecorder(rig, file, (reason) => problems.push(reason)));

describe("TraceRecorder", () => {
	it("ends the recording when the disk refuses, and nothing else", async () => {
		await start();
		file.failure = new Error("no space left");
		load(reading);
		await rig.clock.advance(1_000);
		file.failure = undefined;
		load(reading);
		await rig.clock.advance(1_000);
		expect([file.text, problems]).toEqual(["", ["The trace ends here: no space left"]]);
		expect(rig.crashes).toEqual([]);
	});

	it("writes nothing when the file cannot even be looked at", async () => {
		file.failure = new Error("no such device");
		await start();
		file.failure = undefined;
		load(reading);
		await rig.clock.advance(1_000);
		expect([file.text, problems.length]).toEqual(["", 1]);
	});

	it("leaves out what the disk is too slow for, and counts it", async () => {
		await start();
		for (let i = 0; i < 12_000; i++) load(reading);
		await rig.clock.advance(1_000);
		const last = file.lines.at(-1) as { leftOut: number };
		expect(file.text.length).toBeLessThan(1024 * 1024 + 100);
		expect(last.leftOut + file.lines.length - 1).toBe(12_000);
	});

	it("ends with a line that says so when the file has its largest size", async () => {
		file.bytes = 16 * 1024 * 1024 - 10;
		await start();
		for (let i = 0; i < 3; i++) {
			load(reading);
			interest(change("a"));
			await rig.clock.advance(1_000);
		}
		expect(file.lines).toEqual([{ end: "the trace has reached its largest size" }]);
	});

	it("records load and attention in order, with numbers for sensors", async () => {
		await start();
		load(reading);
		interest(change("heart of somebody"));
		interest(change("AA:BB"));
		interest(change("heart of somebody"));
		await rig.clock.advance(1_000);
		expect(file.lines).toEqual([
			{
				at: 1_000,
				load: { pressure: 0.1235, label: "normal", emergency: false, signals: { "event loop": 0.1235 } },
			},
			...[0, 1, 0].map((sensor) => ({
				at: 2_000,
				interest: { sensor, level: "high", weight: 100, viewers: 1 },
			})),
		]);
	});

	it("writes what is left when the server stops", async () => {
		await start();
		load(reading);
		await rig.stop();
		expect(file.lines).toHaveLength(1);
	});

	it("adds to a file on disk", async () => {
		const folder = mkdtempSync(path.join(tmpdir(), "trace-"));
		try {
			const name = path.join(folder, "trace.jsonl");
			for (let i = 0; i < 2; i++) {
				await rig.start(() => new TraceRecorder(rig, name));
				load(reading);
				await rig.stop();
			}
			expect(readFileSync(name, "utf8").trim().split("\n")).toHaveLength(2);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
