import { type SynchronyKind, type SynchronyUpdate, typeOfAttribute } from "@sensocto/protocol";
import { Supervisor } from "@sensocto/supervision";
import { FakeClock, SeededRng } from "@sensocto/testkit";
import { type SynchronyReading, Wires } from "../../../bio/wires.ts";
import { Registry } from "../../../registry/registry.ts";
import type { Attribute } from "../../sensors/attribute.ts";
import { AttributeStore } from "../../sensors/attribute-store.ts";
import { SensorRecord } from "../../sensors/sensor-record.ts";
import { SyncComputer } from "../sync-computer.ts";
import { SynchronyWatches } from "../synchrony-watches.ts";

/** A sensor of the rig: its attribute, and what it measures at a time in seconds since the rig's start. */
interface Source {
	readonly attribute: Attribute;
	readonly record: SensorRecord;
	readonly stepMs: number;
	signal: (seconds: number) => number | undefined;
}

/** A synchrony computer under a supervisor, on a clock that tests move, with sensors that tests make. */
export class SyncRig {
	readonly clock = new FakeClock();
	readonly registry = new Registry<SensorRecord>();
	readonly watches = new SynchronyWatches();
	readonly wires = new Wires();
	readonly updates: SynchronyUpdate[] = [];
	readonly carried: SynchronyReading[] = [];
	readonly rng = new SeededRng(18);
	readonly #sources: Source[] = [];
	readonly #startedAt = this.clock.now();
	readonly #supervisor: Supervisor;
	computer!: SyncComputer;

	constructor() {
		this.wires.synchrony.consume("test", (reading) => this.carried.push(reading));
		const create = (): SyncComputer => {
			const { clock, registry, rng, watches, wires } = this;
			this.computer = new SyncComputer({ clock, registry, watches, wires, random: () => rng.next() });
			return this.computer;
		};
		this.#supervisor = new Supervisor("rig", { strategy: "one_for_one", clock: this.clock }, [
			{ id: "SyncComputer", create },
		]);
	}

	start(): Promise<void> {
		return this.#supervisor.start();
	}

	stop(): Promise<void> {
		return this.#supervisor.stop();
	}

	/** The newest update. */
	get last(): SynchronyUpdate {
		return this.updates.at(-1)!;
	}

	/** Watches a group; the updates gather in {@link updates}. */
	watch(kind: SynchronyKind = "respiration", sensors: readonly string[] | null = null): () => void {
		return this.watches.watch(kind, sensors, (json) => this.updates.push(JSON.parse(json)))!;
	}

	/** Adds a sensor that is online and sends a number every `stepMs`, while `signal` has one. */
	add(id: string, type: string, stepMs: number, signal: Source["signal"]): Source {
		const record = this.registry.register(id, () => new SensorRecord(id, this.registry.size, IDENTITY));
		record.status = "online";
		record.store = new AttributeStore();
		const attribute = record.store.define(
			type,
			typeOfAttribute({ attribute_id: type, attribute_type: type }),
			{
				...{ unit: null, displayName: null, samplingRateHz: 1_000 / stepMs },
				...{ provenance: "real", derivedFrom: null },
			},
		);
		const source = { attribute, record, stepMs, signal };
		this.#sources.push(source);
		return source;
	}

	/** Lets time pass; sensors send once a second what they measured in it. */
	async run(seconds: number): Promise<void> {
		for (let second = 0; second < seconds; second++) {
			await this.clock.advance(1_000);
			const now = this.clock.now();
			for (const { attribute, record, signal, stepMs } of this.#sources) {
				for (let at = now - 1_000; at < now; at += stepMs) {
					const value = signal((at - this.#startedAt) / 1_000);
					if (value !== undefined) attribute.append(at - (record.clockOffsetMs ?? 0), value, now);
				}
			}
		}
	}
}

const IDENTITY = {
	name: "Belt",
	type: "belt",
	connectorId: "c",
	connectorName: "C",
	connectorType: null,
	provenance: "real",
	source: null,
} as const;
