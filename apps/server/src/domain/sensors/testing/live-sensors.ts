import type { BackpressureConfig, Measurement } from "@sensocto/protocol";
import { Ref, Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { ModuleModes } from "../../../bio/module-modes.ts";
import { Wires } from "../../../bio/wires.ts";
import { Registry } from "../../../registry/registry.ts";
import type { SensorStore } from "../../../storage/history/sensor-store.ts";
import { AttentionTable } from "../../attention/attention-table.ts";
import { TopicTable } from "../../delivery/topic-table.ts";
import type { Sample } from "../attribute.ts";
import { ByteLedger } from "../byte-ledger.ts";
import { DevicePacing } from "../device-pacing.ts";
import type { DeviceLink, SensorRecord } from "../sensor-record.ts";
import { Sensors } from "../sensors.ts";
import { summarise } from "../summarise.ts";

/** How long sensors of the rig stay without a connection, in ms. */
export const GRACE_MS = 1_000;

/** A device that keeps what it was told. */
export class TestDevice implements DeviceLink {
	clockOffset: { offsetMs: number; uncertaintyMs: number } | null = null;
	readonly configs: BackpressureConfig[] = [];

	pushConfig(config: BackpressureConfig): void {
		this.configs.push(config);
	}
}

/**
 * Live sensors under a real supervisor, with a history that only remembers.
 *
 * @param known fills the registry before they start.
 * @param find reads stored sensors.
 */
export async function liveSensors(
	known: (registry: Registry<SensorRecord>) => void = () => {},
	find: SensorStore["find"] = async () => [],
) {
	const clock = new FakeClock();
	const attention = new AttentionTable();
	const registry = new Registry<SensorRecord>();
	known(registry);
	const supervisor = new Ref<Supervisor>();
	const sensors = new Ref<Sensors>();
	const stored: [string, number, Sample][] = [];
	const spans: string[] = [];
	const paces: boolean[] = [];
	const owners = new WeakMap<object, SensorRecord>();
	const forgotten: string[] = [];
	const changed: string[] = [];
	let poison = false;
	const wires = new Wires();
	const modes = new ModuleModes();
	const context = {
		...{ clock, attention, modes, wires },
		random: () => 0.5,
		pacing: new DevicePacing({ clock, attention, wires, modes }),
		registry,
		stored: { find: (ids: readonly string[]) => find(ids) },
		ledger: new ByteLedger(),
		supervisor,
		topics: new TopicTable(),
		graceMs: GRACE_MS,
		changed: ({ id }: SensorRecord) => changed.push(id),
		summarise: (record: SensorRecord) => {
			record.lastSummary = summarise(record, attention);
		},
		history: {
			follow: (record: SensorRecord, attribute: object) => owners.set(attribute, record),
			append: (attribute: { id: string }, time: number, sample: Sample) => {
				if (poison) throw new Error("poisoned");
				stored.push([attribute.id, time, sample]);
				owners.get(attribute)!.isStored = true;
			},
			online: () => spans.push("online"),
			offline: () => spans.push("offline"),
			paced: (_: SensorRecord, paused: boolean) => paces.push(paused),
			forget: ({ id }: SensorRecord) => forgotten.push(id),
		},
	};
	const root = new Supervisor("root", { strategy: "one_for_one", clock }, [
		{
			id: "sensors",
			create: () => new Supervisor("sensors", { strategy: "one_for_one", maxRestarts: 1_000 }),
			ref: supervisor as never,
		},
		{ id: "door", create: () => new Sensors(context), ref: sensors as never },
	]);
	await root.start();
	const join = (id: string, device: DeviceLink, attributes = {}) =>
		sensors.get().attach(
			{
				sensorId: id,
				sensorName: id,
				sensorType: "generic",
				connectorId: "c",
				connectorName: "C",
				attributes,
				samplingRate: 10,
				batchSize: 5,
				bearerToken: "",
				provenance: "real",
				receiver: false,
			},
			device,
		);
	return {
		attention,
		changed,
		clock,
		forgotten,
		join,
		modes,
		poison: (on: boolean) => (poison = on),
		registry,
		root,
		sensors,
		spans,
		paces,
		stored,
		supervisor,
		wires,
	};
}

/** A measurement. */
export const at = (attribute_id: string, payload: unknown, timestamp: number): Measurement => ({
	attribute_id,
	payload,
	timestamp,
});
