import type { BioContext } from "../../apps/server/src/bio/bio-context.ts";
import { DecisionLog } from "../../apps/server/src/bio/decision-log.ts";
import { ModuleModes } from "../../apps/server/src/bio/module-modes.ts";
import { NoveltyDetector } from "../../apps/server/src/bio/novelty-detector.ts";
import { MemoryStates } from "../../apps/server/src/bio/testing/memory-states.ts";
import { Wires } from "../../apps/server/src/bio/wires.ts";
import type { Attribute } from "../../apps/server/src/domain/sensors/attribute.ts";
import { AttributeStore } from "../../apps/server/src/domain/sensors/attribute-store.ts";
import type { Sensor } from "../../apps/server/src/domain/sensors/sensor.ts";
import { SensorRecord } from "../../apps/server/src/domain/sensors/sensor-record.ts";
import { StreamFeatures } from "../../apps/server/src/domain/sensors/stream-features.ts";
import { Registry } from "../../apps/server/src/registry/registry.ts";
import { attributeType } from "../../packages/protocol/src/index.ts";
import { Ref, Supervisor } from "../../packages/supervision/src/index.ts";
import { FakeClock, SeededRng } from "../../packages/testkit/src/index.ts";

/** Seconds before the measurement: the detectors have warmed up. */
const WARM_UP_S = 130;

/** Seconds measured. */
const MEASURED_S = 60;

/** Values of the slow attributes, by type: one a second each. */
const SLOW = [
	"heartrate",
	"spo2",
	"breathing_rate",
	"temperature",
	"humidity",
	"pressure",
	"cpu",
	"memory",
	"load",
];

const ECG_HZ = 250;

/** What the watch over a node costs. */
export interface NodeLoad {
	/** Share of one processor core. */
	core: number;
	/** Processor time of the longest slice of work, ms. */
	longestMs: number;
	streams: number;
}

/**
 * The real StreamFeatures and NoveltyDetector over live sensors of ten attributes each; of every ten sensors one has an
 * ECG of 250 Hz among them. Only reading and judging is timed, not the arrival of the samples.
 */
export async function nodeLoad(sensors: number): Promise<NodeLoad> {
	const clock = new FakeClock();
	const context: BioContext = {
		...{ clock, random: Math.random, wires: new Wires(), decisions: new DecisionLog() },
		...{ modes: new ModuleModes(), states: new MemoryStates() },
	};
	const registry = new Registry<SensorRecord>();
	const attributes: Attribute[] = [];
	for (let i = 0; i < sensors; i++) addSensor(registry, i, attributes);
	const novelty = new Ref<NoveltyDetector>("novelty");
	const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
		{ id: "NoveltyDetector", create: () => new NoveltyDetector(context), ref: novelty as Ref<never> },
		{ id: "StreamFeatures", create: () => new StreamFeatures({ registry, novelty }) },
	]);
	await root.start();
	const chance = new SeededRng(1);
	const load: NodeLoad = { core: 0, longestMs: 0, streams: 0 };
	for (let second = 0; second < WARM_UP_S + MEASURED_S; second++) {
		for (const attribute of attributes) append(attribute, clock.now(), chance);
		for (let slice = 0; slice < 10; slice++) {
			const before = process.cpuUsage();
			await clock.advance(100);
			const used = process.cpuUsage(before);
			if (second < WARM_UP_S) continue;
			const ms = (used.user + used.system) / 1_000;
			load.core += ms / (MEASURED_S * 1_000);
			load.longestMs = Math.max(load.longestMs, ms);
		}
	}
	load.streams = novelty.get().streams;
	await root.stop();
	return load;
}

function addSensor(registry: Registry<SensorRecord>, i: number, attributes: Attribute[]): void {
	const identity = {
		...{ name: `${i}`, type: "t", connectorId: "c", connectorName: "c", connectorType: null },
		...{ provenance: "real" as const, source: null },
	};
	const record = registry.register(`sensor ${i}`, () => new SensorRecord(`sensor ${i}`, i, identity));
	record.store = new AttributeStore();
	record.status = "online";
	record.leftOffsetMs = 0;
	record.sensor = { toldConfig: { recommended_batch_window: 1_000, paused: false } } as Sensor;
	for (const name of i % 10 === 0 ? [...SLOW, "ecg"] : [...SLOW, "salinity"]) {
		const samplingRateHz = name === "ecg" ? ECG_HZ : 1;
		const meta = {
			unit: null,
			displayName: null,
			samplingRateHz,
			provenance: "real",
			derivedFrom: null,
		} as const;
		attributes.push(record.store.define(name, attributeType(name), meta));
	}
}

function append(attribute: Attribute, now: number, chance: SeededRng): void {
	const count = attribute.id === "ecg" ? ECG_HZ : 1;
	for (let i = 1; i <= count; i++) {
		attribute.append(now + (1_000 * (i - count)) / count, 50 + chance.normal(), now);
	}
}
