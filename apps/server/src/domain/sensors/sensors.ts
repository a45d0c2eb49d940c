import type { SensorJoin } from "@sensocto/protocol";
import {
	type ChildSpec,
	type Ref,
	type Scope,
	SupervisionError,
	Supervisor,
	type Worker,
} from "@sensocto/supervision";
import type { ModuleModes } from "../../bio/module-modes.ts";
import type { Wires } from "../../bio/wires.ts";
import type { Registry } from "../../registry/registry.ts";
import type { SensorStore } from "../../storage/history/sensor-store.ts";
import type { AttentionTable } from "../attention/attention-table.ts";
import { AttributeStore } from "./attribute-store.ts";
import type { ByteLedger } from "./byte-ledger.ts";
import { KNOWN_SENSORS } from "./known-sensors.ts";
import { PacingRound } from "./pacing-round.ts";
import { Sensor, type SensorContext } from "./sensor.ts";
import { SensorRecall } from "./sensor-recall.ts";
import { type DeviceLink, type SensorIdentity, SensorRecord } from "./sensor-record.ts";

/** What {@link Sensors} works with. */
export interface SensorsContext extends Omit<SensorContext, "retire"> {
	readonly attention: AttentionTable;
	/** Which modules act: without the arbiter the contract's table holds. */
	readonly modes: ModuleModes;
	readonly wires: Wires;
	readonly registry: Registry<SensorRecord>;
	/** Stored sensors, to recall those that come back after they were forgotten. */
	readonly stored: Pick<SensorStore, "find">;
	/** Counts what all sensors' samples hold in memory. */
	readonly ledger: ByteLedger;
	/** Runs one supervisor per live sensor. */
	readonly supervisor: Ref<Supervisor>;
	/** Last look at a sensor before its processes stop, for lists that still show it. */
	summarise(record: SensorRecord): void;
}

/** A live sensor may crash this often within ten seconds before its neighbours notice. */
const SENSOR_RESTARTS = { maxRestarts: 5, withinMs: 10_000 };

/**
 * The door to live sensors: devices attach to them, and their processes start and stop behind it.
 *
 * Invariants:
 * 1. A sensor's processes run from its first device until its grace period is over.
 * 2. Joins of the same sensor that overlap start one process, not two.
 * 3. A device that returns while the processes are just being stopped waits for that and gets new ones.
 * 4. A sensor nobody feeds any more is known as long as something of it is stored and it is among the
 *    {@link KNOWN_SENSORS} that were there last; what is stored of a forgotten one is recalled when it returns.
 */
export class Sensors implements Worker {
	readonly #context: SensorsContext;
	readonly #sensorContext: SensorContext;
	readonly #starting = new Map<string, Promise<unknown>>();
	readonly #stopping = new Map<string, Promise<unknown>>();
	/** Known sensors without a device and without processes, the longest absent first. */
	readonly #absent = new Set<SensorRecord>();
	#scope!: Scope;
	#recall!: SensorRecall;

	constructor(context: SensorsContext) {
		this.#context = context;
		this.#sensorContext = { ...context, retire: (record) => this.#retire(record) };
	}

	start(scope: Scope): void {
		this.#scope = scope;
		const { attention, changed, modes, registry, stored, wires } = this.#context;
		const recalled = (record: SensorRecord): void => changed(record, "state");
		this.#recall = new SensorRecall(scope, { store: stored, registry, recalled });
		this.#findAbsent();
		const round = new PacingRound(scope, () => registry.values());
		const all = (): void => round.begin();
		scope.defer(attention.onChange((sensorId) => registry.lookup(sensorId)?.sensor?.pacingChanged(false)));
		scope.defer(attention.onLobby(all));
		scope.defer(modes.onChange(all));
		scope.defer(
			wires.load.consume(
				"Sensors",
				onStep(({ injected, label, memoryProtection }) => `${label} ${injected} ${memoryProtection}`, all),
			),
		);
		scope.defer(
			wires.allocation.consume(
				"Sensors",
				onStep(({ epoch }) => epoch, all),
			),
		);
	}

	/** Connects a device to its sensor, starting the sensor's processes if they do not run. */
	async attach(join: SensorJoin, device: DeviceLink): Promise<SensorRecord> {
		const { registry } = this.#context;
		const isNew = registry.lookup(join.sensorId) === undefined;
		const record = registry.register(
			join.sensorId,
			(order) => new SensorRecord(join.sensorId, order, identityOf(join)),
		);
		if (isNew) this.#recall.ask(record);
		this.#absent.delete(record);
		if (record.devices.size === 0) {
			record.identity = identityOf(join);
			record.leftOffsetMs = null;
		}
		// The device counts before the processes run, so that no grace period ends under it.
		record.devices.add(device);
		try {
			await this.#ensureRunning(record);
		} catch (error) {
			record.devices.delete(device);
			const runs = error instanceof SupervisionError && error.code === "already_started";
			if (!runs) this.#settle(record);
			throw error;
		}
		record.sensor?.attach(device);
		for (const metadata of Object.values(join.attributes)) record.sensor?.register(metadata);
		return record;
	}

	/** Takes a device away from its sensor. */
	detach(record: SensorRecord, device: DeviceLink): void {
		record.leftOffsetMs = device.clockOffset?.offsetMs ?? record.leftOffsetMs;
		if (record.sensor === null) record.devices.delete(device);
		else record.sensor.detach(device);
	}

	async #ensureRunning(record: SensorRecord): Promise<void> {
		await this.#stopping.get(record.id);
		const supervisor = this.#context.supervisor.get();
		if (supervisor.child(record.id) !== undefined) return;
		let starting = this.#starting.get(record.id);
		if (starting === undefined) {
			starting = supervisor.startChild(this.#spec(record)).finally(() => this.#starting.delete(record.id));
			this.#starting.set(record.id, starting);
		}
		await starting;
	}

	#spec(record: SensorRecord): ChildSpec {
		const context = this.#sensorContext;
		return {
			id: record.id,
			create: () =>
				new Supervisor(
					record.id,
					{ strategy: "one_for_one", ...SENSOR_RESTARTS, clock: this.#context.clock },
					[
						{ id: "AttributeStore", create: () => new StoreWorker(record, this.#context.ledger) },
						{ id: "Sensor", create: () => new Sensor(record, context) },
					],
				),
		};
	}

	#retire(record: SensorRecord): void {
		this.#context.summarise(record);
		if (record.devices.size > 0) return;
		const stopping = this.#context.supervisor
			.get()
			.stopChild(record.id)
			.finally(() => this.#stopping.delete(record.id))
			.then(() => this.#settle(record));
		this.#stopping.set(record.id, stopping);
		this.#scope.run(stopping);
	}

	/** Decides what becomes of a sensor without devices whose processes do not run. */
	#settle(record: SensorRecord): void {
		const { registry, supervisor } = this.#context;
		if (record.devices.size > 0 || registry.lookup(record.id) !== record) return;
		if (this.#starting.has(record.id) || supervisor.peek()?.child(record.id) !== undefined) return;
		this.#leave(record);
	}

	#leave(record: SensorRecord): void {
		if (!record.isStored) return this.#forget(record);
		this.#absent.add(record);
		for (const longest of this.#absent) {
			if (this.#absent.size <= KNOWN_SENSORS) return;
			this.#forget(longest);
		}
	}

	#forget(record: SensorRecord): void {
		const { changed, history, registry } = this.#context;
		this.#absent.delete(record);
		registry.unregister(record.id);
		history.forget(record);
		changed(record, "state");
	}

	/** Sensors that were known before this worker started. */
	#findAbsent(): void {
		const absent = Array.from(this.#context.registry.values()).filter(
			({ devices, sensor, status }) => devices.size === 0 && sensor === null && status === "offline",
		);
		absent.sort((a, b) => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0));
		for (const record of absent) this.#leave(record);
	}
}

/** Keeps a sensor's attribute store reachable while it runs. */
class StoreWorker implements Worker {
	readonly #record: SensorRecord;
	readonly #ledger: ByteLedger;

	constructor(record: SensorRecord, ledger: ByteLedger) {
		this.#record = record;
		this.#ledger = ledger;
	}

	start(): void {
		this.#record.store = new AttributeStore(this.#ledger);
	}

	stop(): void {
		this.#record.store?.clear();
		this.#record.store = null;
	}
}

/** Calls `act` when what `of` reads from a signal is another than before. */
function onStep<T>(of: (value: T) => unknown, act: () => void): (value: T) => void {
	let before: unknown;
	return (value) => {
		const now = of(value);
		if (now === before) return;
		before = now;
		act();
	};
}

function identityOf(join: SensorJoin): SensorIdentity {
	return {
		name: join.sensorName,
		type: join.sensorType,
		connectorId: join.connectorId,
		connectorName: join.connectorName,
		connectorType: join.connectorType ?? null,
		provenance: join.provenance,
		source: join.source ?? null,
	};
}
