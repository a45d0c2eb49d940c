import { SYNCHRONY_LIMITS, type SynchronyKind, type SynchronyUpdate } from "@sensocto/protocol";
import { ShiftTest } from "@sensocto/signals";
import type { Clock, Release, Scope, Worker } from "@sensocto/supervision";
import type { SynchronyReading, Wires } from "../../bio/wires.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Attribute } from "../sensors/attribute.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import { SyncGroup } from "./sync-group.ts";
import { SyncMember } from "./sync-member.ts";
import type { SynchronyWatches, WatchedGroup } from "./synchrony-watches.ts";

/** What {@link SyncComputer} works with. */
export interface SyncComputerContext {
	readonly clock: Clock;
	/** Uniform numbers in 0..1. */
	readonly random: () => number;
	readonly registry: Registry<SensorRecord>;
	readonly watches: SynchronyWatches;
	readonly wires: Wires;
}

/** Groups are compared twice a second. */
const STEP_MS = 500;

/** Who belongs to a group is looked up at every fourth step. */
const MEMBERS_EVERY = 4;

/** The wire carries a group of all sensors at every second step. */
const WIRE_EVERY = 2;

/** How long phases outlast their last watcher, in ms: the samples since are in memory for at least as long. */
const KEPT_MS = 55_000;

/** The attribute type whose phases a kind compares. */
const TYPES: Record<SynchronyKind, string> = { respiration: "respiration", "heart rate": "rr" };

/** A watched group with its members. */
interface Running {
	readonly group: SyncGroup;
	sensors: SensorRecord[];
}

/**
 * Compares how people breathe and how their hearts beat, while somebody watches.
 *
 * Invariants:
 * 1. Without a watcher nothing is computed; phases are kept for a minute, for whoever comes back or reloads the page.
 * 2. An attribute is followed once, however many groups it belongs to.
 * 3. Phases are compared on the server's clock: device times are moved by the measured offset.
 */
export class SyncComputer implements Worker {
	readonly #context: SyncComputerContext;
	readonly #test: ShiftTest;
	readonly #running = new Map<WatchedGroup, Running>();
	readonly #members = new Map<Attribute, SyncMember>();
	#scope!: Scope;
	#timer: Release | null = null;
	#forget: Release | null = null;
	#send: (reading: SynchronyReading) => void = () => {};
	#steps = 0;

	constructor(context: SyncComputerContext) {
		this.#context = context;
		this.#test = new ShiftTest(context.random, SYNCHRONY_LIMITS.members);
	}

	start(scope: Scope): void {
		const { watches, wires } = this.#context;
		const wire = wires.synchrony.produce("SyncComputer");
		scope.defer(wire.end);
		this.#scope = scope;
		this.#send = wire.send;
		scope.defer(watches.onWatch(() => this.#wake()));
		this.#wake();
	}

	/** Number of attributes followed at the moment. */
	get followed(): number {
		return this.#members.size;
	}

	#wake(): void {
		if (this.#timer !== null || this.#context.watches.size === 0) return;
		this.#forget?.();
		this.#forget = null;
		this.#steps = 0;
		this.#timer = this.#scope.every(STEP_MS, () => this.#step());
	}

	#step(): void {
		const { clock, watches } = this.#context;
		const watched = new Set(watches.groups);
		for (const group of this.#running.keys()) if (!watched.has(group)) this.#running.delete(group);
		if (watched.size === 0) return this.#sleep();
		const lookUp = this.#steps % MEMBERS_EVERY === 0;
		const used = new Set<Attribute>();
		for (const each of watched) {
			const running = this.#runningOf(each, lookUp);
			const members = this.#membersOf(each.kind, running.sensors);
			for (const { attribute } of members) used.add(attribute);
			const update = running.group.read(members, clock.now());
			const json = JSON.stringify(update);
			for (const listener of each.listeners) listener(json);
			if (each.sensors === null && this.#steps % WIRE_EVERY === 0) this.#tell(update, clock.now());
		}
		for (const attribute of this.#members.keys()) if (!used.has(attribute)) this.#members.delete(attribute);
		this.#steps++;
	}

	#sleep(): void {
		this.#timer?.();
		this.#timer = null;
		this.#forget = this.#scope.after(KEPT_MS, () => this.#members.clear());
	}

	#runningOf(watched: WatchedGroup, lookUp: boolean): Running {
		const known = this.#running.get(watched);
		if (known !== undefined && !lookUp) return known;
		const running = known ?? { group: new SyncGroup(watched.kind, this.#test), sensors: [] };
		running.sensors = this.#sensorsOf(watched);
		this.#running.set(watched, running);
		return running;
	}

	#sensorsOf({ kind, sensors }: WatchedGroup): SensorRecord[] {
		const { registry } = this.#context;
		const found: SensorRecord[] = [];
		const all = sensors === null ? registry.values() : sensors.map((id) => registry.lookup(id));
		for (const record of all) {
			if (record === undefined || attributeOf(kind, record) === undefined) continue;
			found.push(record);
			if (found.length === SYNCHRONY_LIMITS.members) break;
		}
		return found;
	}

	/** The members of a group as they are now, each with all its samples read. */
	#membersOf(kind: SynchronyKind, sensors: readonly SensorRecord[]): SyncMember[] {
		return sensors.flatMap((record) => {
			const attribute = attributeOf(kind, record);
			if (attribute === undefined) return [];
			let member = this.#members.get(attribute);
			if (member === undefined) {
				member = new SyncMember(kind, record.id, attribute);
				this.#members.set(attribute, member);
			}
			member.catchUp(record.clockOffsetMs ?? 0);
			return member;
		});
	}

	#tell({ index, kind, members, p_value }: SynchronyUpdate, at: number): void {
		this.#send({
			at,
			kind,
			members: members.filter(({ accepted }) => accepted).length,
			index,
			pValue: p_value,
		});
	}
}

/** The attribute of a sensor that is compared: a measured one rather than one computed from another. */
function attributeOf(kind: SynchronyKind, record: SensorRecord): Attribute | undefined {
	if (record.status === "offline" || record.store === null) return undefined;
	let found: Attribute | undefined;
	for (const attribute of record.store.values()) {
		if (attribute.type.type !== TYPES[kind]) continue;
		if (attribute.meta.derivedFrom === null) return attribute;
		found ??= attribute;
	}
	return found;
}
