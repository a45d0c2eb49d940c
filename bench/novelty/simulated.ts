import { NoveltyDetector } from "../../apps/server/src/bio/novelty-detector.ts";
import { BioRig } from "../../apps/server/src/bio/testing/bio-rig.ts";
import type { NoveltyAlarm } from "../../apps/server/src/bio/wires.ts";
import type { Attribute, AttributeMeta } from "../../apps/server/src/domain/sensors/attribute.ts";
import { AttributeStore } from "../../apps/server/src/domain/sensors/attribute-store.ts";
import { derive } from "../../apps/server/src/domain/sensors/derived/derive.ts";
import type { Sensor } from "../../apps/server/src/domain/sensors/sensor.ts";
import { SensorRecord } from "../../apps/server/src/domain/sensors/sensor-record.ts";
import { StreamFeatures } from "../../apps/server/src/domain/sensors/stream-features.ts";
import { Registry } from "../../apps/server/src/registry/registry.ts";
import { normalise, typeOfAttribute } from "../../packages/protocol/src/index.ts";
import { loadScenario, RecordingStore, readReadyMadeScenario } from "../../packages/simulator/src/index.ts";
import type { AttributeSource } from "../../packages/simulator/src/runtime/attribute-source.ts";
import { SignalClock } from "../../packages/simulator/src/runtime/signal-clock.ts";
import { SourceFactory } from "../../packages/simulator/src/runtime/source-factory.ts";
import type { ScenarioSensor } from "../../packages/simulator/src/scenario/scenario.ts";
import { Ref, Supervisor } from "../../packages/supervision/src/index.ts";

/** Brings an attribute's samples up to an instant. */
type Feed = (now: number) => void;

/** What was found in a scenario. */
export interface ScenarioAlarms {
	readonly alarms: readonly NoveltyAlarm[];
	/** Number of streams watched. */
	readonly streams: number;
	/** Virtual time of the beginning in ms. */
	readonly startedAt: number;
}

/**
 * Alarms in a scenario of the simulator, from samples to alarms, on virtual time.
 *
 * @param text the scenario as YAML.
 */
export async function scenarioAlarms(text: string, hours: number): Promise<ScenarioAlarms> {
	const context = new BioRig();
	const { clock } = context;
	const alarms: NoveltyAlarm[] = [];
	context.wires.novelty.consume("benchmark", (alarm) => alarms.push(alarm));
	const registry = new Registry<SensorRecord>();
	const novelty = new Ref<NoveltyDetector>("novelty");
	const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
		{ id: "NoveltyDetector", create: () => new NoveltyDetector(context), ref: novelty as Ref<never> },
		{ id: "StreamFeatures", create: () => new StreamFeatures({ registry, novelty }) },
	]);
	await root.start();
	const startedAt = clock.now();
	const feeds = await startScenario(text, registry, startedAt);
	for (let second = 0; second < hours * 3_600; second++) {
		for (const feed of feeds) feed(clock.now());
		await clock.advance(1_000);
	}
	const { streams } = novelty.get();
	await root.stop();
	return { alarms, streams, startedAt };
}

/**
 * Alarms per watched stream and hour in a ready-made scenario.
 *
 * Nothing goes wrong in it; what is found is what such signals do by themselves.
 */
export async function alarmsPerStreamHour(name: string, hours: number): Promise<number> {
	const { alarms, streams } = await scenarioAlarms(await readyMade(name), hours);
	return alarms.length / (streams * hours);
}

/** The text of a ready-made scenario. */
export async function readyMade(name: string): Promise<string> {
	const text = await readReadyMadeScenario(name);
	if (text === undefined) throw new Error(`There is no ready-made scenario named ${name}.`);
	return text;
}

async function startScenario(text: string, registry: Registry<SensorRecord>, now: number): Promise<Feed[]> {
	const scenario = loadScenario(text);
	const signal = new SignalClock();
	const recordings = new RecordingStore();
	const factory = new SourceFactory({ scenario, recordings, signal, nowMs: now, startedAtMs: now });
	const feeds: Feed[] = [];
	for (const connector of scenario.connectors) {
		for (const sensor of connector.sensors) {
			const store = addSensor(registry, sensor.id);
			const sources = await factory.create(connector, sensor);
			sources.forEach((source, i) => {
				feeds.push(feedOf(store, source, sensor.attributes[i]!));
			});
		}
	}
	return feeds;
}

function addSensor(registry: Registry<SensorRecord>, id: string): AttributeStore {
	const identity = {
		...{ name: id, type: "t", connectorId: "c", connectorName: "c", connectorType: null },
		...{ provenance: "simulated" as const, source: null },
	};
	const record = registry.register(id, () => new SensorRecord(id, registry.size, identity));
	record.store = new AttributeStore();
	record.status = "online";
	record.leftOffsetMs = 0;
	record.sensor = { toldConfig: { recommended_batch_window: 1_000, paused: false } } as Sensor;
	return record.store;
}

function feedOf(
	store: AttributeStore,
	source: AttributeSource,
	{ id, rateHz, type: declared }: ScenarioSensor["attributes"][number],
): Feed {
	const type = typeOfAttribute({ attribute_id: id, attribute_type: declared });
	const meta: AttributeMeta = {
		...{
			unit: type.unit,
			displayName: null,
			samplingRateHz: rateHz,
			provenance: "simulated",
			derivedFrom: null,
		},
	};
	const attribute = store.define(id, type, meta);
	const derivation = derive(attribute, (metadata, time, sample, arrived) => {
		const known = store.get(metadata.attribute_id) ?? defineDerived(store, attribute, metadata);
		known.append(time, sample, arrived);
	});
	return (now) =>
		source.due(now, (payload, time, event) => {
			const sample = normalise(type, payload, event === undefined ? {} : { event });
			if (sample === undefined) return;
			const position = attribute.append(time, sample, now);
			if (position >= 0) derivation?.sample(position, time, sample as number, now);
		});
}

function defineDerived(
	store: AttributeStore,
	from: Attribute,
	metadata: Parameters<typeof typeOfAttribute>[0] & { attribute_id: string; display_name?: string },
): Attribute {
	const type = typeOfAttribute(metadata);
	return store.define(metadata.attribute_id, type, {
		...{ unit: type.unit, displayName: metadata.display_name ?? null, samplingRateHz: null },
		...{ provenance: "derived" as const, derivedFrom: from.id },
	});
}
