import type { AttentionLevel, SystemLoad } from "@sensocto/protocol";
import { INTEREST_WEIGHTS, type InterestChange } from "../../bio/wires.ts";
import { type AttentionKind, COUNTED_KINDS, higher, KIND, type Kinds, levelOf } from "./attention-kind.ts";
import { GrantedLeases } from "./granted-leases.ts";
import { SensorInterest } from "./sensor-interest.ts";
import { TimerWheel } from "./timer-wheel.ts";

/** Called when the level of a sensor has changed. */
export type AttentionListener = (sensorId: string, level: AttentionLevel, before: AttentionLevel) => void;

/** Called when the level, the weight or the viewers of a sensor have changed. */
export type InterestListener = (change: Omit<InterestChange, "at">) => void;

/** Leases that begin and end together. */
export interface LeaseChange {
	readonly sensorId: string;
	readonly attributeId: string;
	readonly began: Kinds;
	readonly ended: Kinds;
	/** A viewer attends to the sensor from now on (1), or no longer (−1). */
	readonly viewers?: -1 | 0 | 1;
	/** Serial number of the viewer that focused on it just now; 0 when none did. */
	readonly focusedBy?: number;
}

/** What a sensor with a lease asks for. */
export interface SensorDemand {
	readonly sensorId: string;
	readonly level: AttentionLevel;
	readonly weight: number;
	readonly viewers: number;
	/** Set when it owes its level or weight to such a lease, with what it would be without. */
	readonly pool?: "novelty" | "predicted";
	readonly without?: { readonly level: AttentionLevel; readonly weight: number };
}

/** Sensors that are remembered to have changed while their follower is away; then the rest is lost to it. */
const UNTOLD_SENSORS = 10_000;

/**
 * How much attention each sensor gets: reference counts of leases, read by a Map lookup.
 *
 * Invariants:
 * 1. A count is the number of viewers that do that thing; each viewer counts once per (sensor, attribute, kind).
 * 2. Focus, hover, pin and novelty make high; view medium; background, a forecast and an open lobby low; else none. The sensor's
 *    level is the highest of its attributes and of what other nodes say.
 * 3. It is owned one level above its writers and readers, with every timer of theirs: none of their crashes loses an
 *    entry, and the tracker only turns the wheel.
 * 4. A change costs the same however many sensors, viewers and leases there are.
 */
export class AttentionTable {
	/** Timers of tails, missing heartbeats, granted leases. */
	readonly wheel = new TimerWheel();
	/** Leases the server gives by itself: novelty, forecasts, other nodes. */
	readonly granted: GrantedLeases = new GrantedLeases(this);
	/** How busy the node is: it decides how long tails last. */
	load: SystemLoad = "normal";
	readonly #sensors = new Map<string, SensorInterest>();
	readonly #listeners = new Set<AttentionListener>();
	readonly #interestListeners = new Set<InterestListener>();
	readonly #lobbyListeners = new Set<() => void>();
	readonly #untold = new Set<string>();
	#follower: InterestListener | null = null;
	#openLobbies = 0;
	#viewers = 0;

	/** Viewers that have the list of all sensors open. */
	get openLobbies(): number {
		return this.#openLobbies;
	}

	/** A serial number for a viewer's connection, from 1. */
	newViewer(): number {
		return ++this.#viewers;
	}

	/** The level of a sensor: the highest of its attributes, on any node. */
	level(sensorId: string): AttentionLevel {
		const interest = this.#sensors.get(sensorId);
		if (interest === undefined) return this.#floor;
		const expected = interest.expected > 0 ? "low" : "none";
		return higher(higher(levelOf(interest.kinds), expected), this.#floor);
	}

	/** The level of a sensor by what happens on this node: what it tells the others. */
	localLevel(sensorId: string): AttentionLevel {
		const interest = this.#sensors.get(sensorId);
		return higher(levelOf(interest?.total.kinds ?? 0), this.#floor);
	}

	/** The level of one attribute: of its own leases, or of the sensor's `*` when it has none. */
	attributeLevel(sensorId: string, attributeId: string): AttentionLevel {
		return higher(this.#sensors.get(sensorId)?.attributeLevel(attributeId) ?? "none", this.#floor);
	}

	/** Weight of a sensor: of its strongest lease, times 1 + .15 · ln of its viewers, and at least what is expected. */
	weight(sensorId: string): number {
		return Math.max(this.#sensors.get(sensorId)?.weight() ?? 0, this.#floorWeight);
	}

	/** Number of viewers that attend to a sensor, each once. */
	viewers(sensorId: string): number {
		return this.#sensors.get(sensorId)?.viewers ?? 0;
	}

	/** Number of leases on a sensor by kind. */
	kinds(sensorId: string): Record<AttentionKind, number> {
		const interest = this.#sensors.get(sensorId);
		const kinds = { predicted: (interest?.expected ?? 0) > 0 ? 1 : 0 } as Record<AttentionKind, number>;
		COUNTED_KINDS.forEach((kind, bit) => {
			kinds[kind] = interest?.total.count(bit) ?? 0;
		});
		return kinds;
	}

	/** Sensors with any lease, and what they ask for. */
	*demand(): Generator<SensorDemand> {
		for (const sensorId of this.#sensors.keys()) yield this.demandOf(sensorId);
	}

	/** What one sensor asks for. */
	demandOf(sensorId: string): SensorDemand {
		const interest = this.#sensors.get(sensorId);
		const [level, weight] = [this.level(sensorId), this.weight(sensorId)];
		if (interest === undefined) return { sensorId, level, weight, viewers: 0 };
		const demand = { sensorId, level, weight, viewers: interest.viewers };
		if ((interest.kinds & KIND.novelty) === 0 && interest.expected === 0) return demand;
		const withoutNovelty = interest.kinds & ~KIND.novelty;
		const pool = withoutNovelty !== interest.kinds ? "novelty" : "predicted";
		const without = {
			level: higher(levelOf(withoutNovelty), this.#floor),
			weight: Math.max(interest.weight({ [pool]: false }), this.#floorWeight),
		};
		const owes = without.weight < weight || without.level !== level;
		return owes ? { ...demand, pool, without } : demand;
	}

	/** Counts one more lease of a kind that no viewer holds. */
	add(sensorId: string, attributeId: string, kind: keyof typeof KIND): void {
		this.change({ sensorId, attributeId, began: KIND[kind], ended: 0 });
	}

	/** Counts one lease fewer. @throws RangeError when there is none. */
	remove(sensorId: string, attributeId: string, kind: keyof typeof KIND): void {
		this.change({ sensorId, attributeId, began: 0, ended: KIND[kind] });
	}

	/** Counts what began and ended on one attribute, and tells what that changes for the sensor. */
	change({ attributeId, began, ended, focusedBy = 0, sensorId, viewers = 0 }: LeaseChange): void {
		this.#update(sensorId, focusedBy, (interest) => {
			interest.viewers += viewers;
			interest.change(attributeId, began, ended);
		});
	}

	/** Notes what share of the time, 0..1, somebody is expected to view a sensor: it only ever adds weight. */
	expect(sensorId: string, share: number): void {
		this.#update(sensorId, 0, (interest) => {
			interest.expected = share;
		});
	}

	/** Notes the level of a sensor on another node; `none` forgets it. */
	setRemote(node: string, sensorId: string, level: AttentionLevel): void {
		this.#update(sensorId, 0, (interest) => interest.setRemote(node, level));
	}

	/** Takes in the level another node publishes, valid until `untilMs` (monotonic). */
	remote(node: string, sensorId: string, level: AttentionLevel, untilMs: number): void {
		this.granted.remote(node, sensorId, level, untilMs);
	}

	/** A viewer opened (+1) or left (-1) the list of all sensors. */
	lobby(change: 1 | -1): void {
		const before = this.#openLobbies;
		this.#openLobbies += change;
		if (before === 0 || this.#openLobbies === 0) for (const listener of this.#lobbyListeners) listener();
	}

	/** Listens to changes of the level of single sensors; returns the function that ends it. */
	onChange(listener: AttentionListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Listens to every change of level, weight or viewers of single sensors. */
	onInterest(listener: InterestListener): () => void {
		this.#interestListeners.add(listener);
		return () => this.#interestListeners.delete(listener);
	}

	/** Listens to the first lobby opening and the last one closing, which move every unwatched sensor. */
	onLobby(listener: () => void): () => void {
		this.#lobbyListeners.add(listener);
		return () => this.#lobbyListeners.delete(listener);
	}

	/** As {@link onInterest} for the one listener that is told, when it comes back, what changed while it was away. */
	follow(listener: InterestListener): () => void {
		this.#follower = listener;
		for (const sensorId of this.#untold) {
			this.#untold.delete(sensorId);
			const level = this.level(sensorId);
			const interest = this.#sensors.get(sensorId);
			const { viewers = 0, viewerWeight: weight = 0 } = interest ?? {};
			listener({ sensorId, level, before: level, weight, viewers, focusedBy: 0 });
		}
		return () => {
			if (this.#follower === listener) this.#follower = null;
		};
	}

	/** The least level of a sensor: of one that nobody looks at. */
	get #floor(): AttentionLevel {
		return this.#openLobbies > 0 ? "low" : "none";
	}

	get #floorWeight(): number {
		return this.#openLobbies > 0 ? INTEREST_WEIGHTS.background : INTEREST_WEIGHTS.none;
	}

	#update(sensorId: string, focusedBy: number, change: (interest: SensorInterest) => void): void {
		let interest = this.#sensors.get(sensorId);
		if (interest === undefined) {
			interest = new SensorInterest();
			this.#sensors.set(sensorId, interest);
		}
		const before = this.level(sensorId);
		const [viewers, weight] = [interest.viewers, interest.weight()];
		change(interest);
		if (interest.isEmpty) this.#sensors.delete(sensorId);
		const level = this.level(sensorId);
		if (level !== before) for (const listener of this.#listeners) listener(sensorId, level, before);
		const same = viewers === interest.viewers && weight === interest.weight() && level === before;
		if (!same || focusedBy !== 0) this.#tell(interest, { sensorId, level, before, focusedBy });
	}

	#tell(
		{ viewers, viewerWeight: weight }: SensorInterest,
		change: Pick<InterestChange, "sensorId" | "level" | "before" | "focusedBy">,
	): void {
		const told = { ...change, weight, viewers };
		for (const listener of this.#interestListeners) listener(told);
		if (this.#follower !== null) this.#follower(told);
		else if (this.#untold.size < UNTOLD_SENSORS) this.#untold.add(change.sensorId);
	}
}
