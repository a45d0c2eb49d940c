import { type AttentionLevel, typeOfAttribute } from "@sensocto/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { Wires } from "../../bio/wires.ts";
import { AttributeStore } from "./attribute-store.ts";
import { ByteLedger } from "./byte-ledger.ts";
import type { SensorRecord } from "./sensor-record.ts";
import { StoreBudget } from "./store-budget.ts";

const META = {
	...{ unit: null, displayName: null, samplingRateHz: 250, provenance: "real" as const, derivedFrom: null },
};

describe("StoreBudget", () => {
	let ledger: ByteLedger;
	let stores: Map<string, AttributeStore>;
	let levels: Map<string, AttentionLevel>;

	beforeEach(() => {
		ledger = new ByteLedger();
		stores = new Map();
		levels = new Map();
	});

	function budget(limitBytes: number): StoreBudget {
		return new StoreBudget({
			...{ ledger, limitBytes, wires: new Wires() },
			records: () => Array.from(stores, ([id, store]) => ({ id, store }) as SensorRecord),
			level: (sensorId) => levels.get(sensorId) ?? "none",
		});
	}

	/** An ECG of 60 s that began `ageMs` before the others. */
	function ecg(sensorId: string, ageMs = 0) {
		const store = new AttributeStore(ledger);
		stores.set(sensorId, store);
		const attribute = store.define(
			"ecg",
			typeOfAttribute({ attribute_id: "ecg", attribute_type: "ecg" }),
			META,
		);
		const start = 1_700_000_000_000 - ageMs;
		for (let k = 0; k < 15_000; k++) attribute.append(start + k * 4, Math.sin(k), start + k * 4);
		return attribute;
	}

	it("evicts what matters least first, and of that the oldest", () => {
		const old = ecg("old", 30_000);
		const young = ecg("young");
		const viewed = ecg("viewed", 60_000);
		levels.set("viewed", "medium");
		const before = viewed.byteLength;
		budget(ledger.total - 20_000).enforce();
		expect([viewed.byteLength, young.ring.tail]).toEqual([before, 0]);
		expect(old.ring.tail).toBeGreaterThan(0);
		expect(ledger.total).toBeLessThan(3 * before - 20_000);
	});

	it("gives up a scalar's long past before a waveform's last minute", () => {
		const waveform = ecg("wave");
		const store = new AttributeStore(ledger);
		stores.set("slow", store);
		const type = typeOfAttribute({ attribute_id: "heartrate", attribute_type: "heartrate" });
		const heart = store.define("heartrate", type, { ...META, samplingRateHz: 1 });
		const end = 1_700_000_060_000;
		for (let k = 0; k < 36_000; k++)
			heart.append(end - 36_000_000 + k * 1_000, 70, end - 36_000_000 + k * 1_000);
		const before = waveform.byteLength;
		const limit = ledger.total / 2;
		budget(limit).enforce();
		expect(ledger.total).toBeLessThanOrEqual(limit);
		expect(waveform.byteLength).toBe(before);
		expect(heart.ring.length).toBeLessThan(36_000 / 2);
		expect(heart.past!.coarse.at(0).time).toBeLessThanOrEqual(end - 36_000_000);
	});

	it("never goes below 5 s of what is viewed, nor below the newest samples of anything", () => {
		const idle = ecg("idle");
		const viewed = ecg("viewed");
		levels.set("viewed", "high");
		for (let k = 0; k < 10; k++) budget(1).enforce();
		expect(viewed.ring.lastTime - viewed.ring.timeAt(viewed.ring.tail)).toBeGreaterThanOrEqual(5_000);
		expect(viewed.ring.length).toBeLessThan(2_000);
		expect(idle.ring.length).toBeGreaterThan(0);
		expect(idle.ring.length).toBeLessThanOrEqual(512);
	});

	it("summarises what it evicts; summaries go last, but first when memory is critical", () => {
		const idle = ecg("idle");
		ecg("other");
		budget(ledger.total - 20_000).enforce();
		expect(idle.past!.fine!.length).toBeGreaterThan(10);
		const raw = idle.ring.length;
		const summarised = idle.past!.fine!.length;
		budget(ledger.total * 2 - 1).enforce({ memoryCritical: true, memoryProtection: true });
		// What is evicted now is summarised anew.
		expect(idle.past!.fine!.length).toBeLessThan(summarised);
		expect(idle.ring.length).toBeGreaterThan(raw / 3);
	});

	it("asks for less while the process is short of memory, and for nothing otherwise", () => {
		ecg("a");
		const { total } = ledger;
		budget(total).enforce();
		budget(total * 1.2).enforce({ memoryCritical: false, memoryProtection: false });
		expect(ledger.total).toBe(total);
		budget(total * 1.2).enforce({ memoryCritical: false, memoryProtection: true });
		expect(ledger.total).toBeLessThan(total * 0.9);
	});

	it("counts to nothing once everything is forgotten", () => {
		ecg("a");
		ecg("b");
		for (const store of stores.values()) store.clear();
		expect(ledger.total).toBe(0);
	});
});
