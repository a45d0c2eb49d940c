import { type Lease, LIMITS } from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { WATCHED, type WatchLevel } from "../delivery/delivery-class.ts";
import { KIND, type Kinds } from "./attention-kind.ts";
import type { AttentionTable } from "./attention-table.ts";
import { DECLARED, type HeldLease, HeldLeases, SUBSCRIBED } from "./held-leases.ts";
import { TAIL_MS, TAILS_PER_VIEWER } from "./tails.ts";
import type { WheelTimer } from "./timer-wheel.ts";
import { capped, type ViewerCap } from "./viewer-cap.ts";

/** Time without a sign of life after which a viewer's leases lapse, in ms; heartbeats come every 20 s. */
const LEASE_TTL_MS = 45_000;

/** The same for a hidden page, whose timers browsers run once a minute. */
const HIDDEN_LEASE_TTL_MS = 150_000;

/**
 * What one viewer attends to, and its share in the attention table.
 *
 * Invariants:
 * 1. Each (sensor, attribute, kind) counts at most once, however often it is told; so does the viewer for a sensor.
 * 2. What counts follows from what is held: nothing once the viewer has lapsed, only pins while it is hidden, and
 *    of the rest what its cap leaves. Every change is made to what is held, then evaluated.
 * 3. What begins is counted before what ends, so that a sensor never dips in between.
 * 4. Focus and hover live on for their tail; no tail outlives its viewer.
 * 5. A viewer that has sent a heartbeat lapses without further signs of life, and counts again with the next one.
 *    One that never has is taken for living as long as its connection is.
 */
export class ViewerInterest {
	readonly #table: AttentionTable;
	readonly #clock: Clock;
	readonly #serial: number;
	readonly #held = new HeldLeases();
	#tails = 0;
	#hidden = false;
	#cap: ViewerCap = null;
	#lapsed = false;
	#heardMs = 0;
	#deadline: WheelTimer | null = null;

	constructor(table: AttentionTable, clock: Clock) {
		this.#table = table;
		this.#clock = clock;
		this.#serial = table.newViewer();
	}

	get #ttl(): number {
		return this.#hidden ? HIDDEN_LEASE_TTL_MS : LEASE_TTL_MS;
	}

	/** Whether the viewer's page is hidden. */
	get hidden(): boolean {
		return this.#hidden;
	}

	/** Hash of the leases the viewer has declared; see `hashLease`. */
	get hash(): number {
		return this.#held.hash;
	}

	/** Serial number of the viewer's connection. */
	get serial(): number {
		return this.#serial;
	}

	/** Number of subscriptions held. */
	get subscriptions(): number {
		return this.#held.subscriptions;
	}

	/** Whether the viewer has subscribed to that attribute itself. */
	subscribed(sensorId: string, attributeId: string): boolean {
		return ((this.#held.find(sensorId, attributeId)?.bits ?? 0) & SUBSCRIBED) !== 0;
	}

	/** Starts or ends a subscription, which counts as a view. */
	subscribe(sensorId: string, attributeId: string, on: boolean): void {
		const lease = this.#held.get(sensorId, attributeId);
		this.#held.set(lease, SUBSCRIBED, on);
		this.#evaluate(lease);
	}

	/** Ends all subscriptions but those of which `keep` says so. */
	unsubscribeAll(keep: (sensorId: string, attributeId: string) => boolean): void {
		for (const lease of this.#held.all()) {
			if ((lease.bits & SUBSCRIBED) === 0 || keep(lease.sensorId, lease.attributeId)) continue;
			this.subscribe(lease.sensorId, lease.attributeId, false);
		}
	}

	/**
	 * Takes in which leases the viewer has begun and ended; telling a thing twice changes nothing.
	 *
	 * @returns false when it would hold more than a viewer may; then nothing has changed.
	 */
	update(add: readonly Lease[], remove: readonly Lease[]): boolean {
		const fresh = add.filter((lease) => !this.#held.declares(lease)).length;
		const ended = remove.filter((lease) => this.#held.declares(lease)).length;
		if (this.#held.declared + fresh - ended > LIMITS.leasesPerViewer) return false;
		for (const lease of add) this.#begin(lease);
		for (const lease of remove) this.#end(lease);
		return true;
	}

	/** Takes in the viewer's whole set in place of what it had declared. */
	replace(leases: readonly Lease[]): boolean {
		const wanted = new HeldLeases();
		for (const lease of leases) {
			wanted.set(wanted.get(lease.sensor_id, lease.attribute_id), KIND[lease.kind], true);
		}
		const gone = this.#held.leases().filter((lease) => !wanted.declares(lease));
		return this.update(leases, gone);
	}

	/** Tells that the page was hidden or shown. */
	hide(hidden: boolean): void {
		if (hidden === this.#hidden) return;
		this.#hidden = hidden;
		if (this.#deadline !== null && !this.#lapsed) this.#await();
		this.#evaluateAll();
	}

	/** Bounds what the viewer's leases count as. */
	limit(cap: ViewerCap): void {
		if (cap === this.#cap) return;
		this.#cap = cap;
		this.#evaluateAll();
	}

	/** The viewer has given a sign of life. */
	heard(): void {
		this.#heardMs = this.#clock.monotonic();
		if (!this.#lapsed) return;
		this.#lapsed = false;
		this.#await();
		this.#evaluateAll();
	}

	/** The viewer has sent a heartbeat: from now on its silence means something. */
	heartbeat(): void {
		this.heard();
		if (this.#deadline === null) this.#await();
	}

	/** How closely the viewer watches an attribute, with the sensor's `*` counted in. */
	watchLevel(sensorId: string, attributeId: string): WatchLevel {
		const kinds = this.#held.declaredKinds(sensorId, attributeId);
		return (kinds & (KIND.focus | KIND.hover | KIND.pin)) !== 0 ? WATCHED.focus : WATCHED.view;
	}

	/** Takes back everything at once, tails too, as when the socket closes. */
	clear(): void {
		this.#table.wheel.cancel(this.#deadline);
		this.#deadline = null;
		for (const lease of this.#held.all()) {
			for (const timer of lease.tails?.values() ?? []) this.#table.wheel.cancel(timer);
			this.#tails -= lease.tails?.size ?? 0;
			lease.tails = null;
			this.#held.set(lease, lease.bits, false);
			this.#evaluate(lease);
		}
	}

	#begin({ attribute_id, kind, sensor_id }: Lease): void {
		const lease = this.#held.get(sensor_id, attribute_id);
		const isNew = (lease.bits & KIND[kind]) === 0;
		this.#held.set(lease, KIND[kind], true);
		if (kind === "focus" || kind === "hover") this.#cut(lease, kind);
		this.#evaluate(lease, isNew && kind === "focus" && !this.#hidden ? this.#serial : 0);
	}

	#end({ attribute_id, kind, sensor_id }: Lease): void {
		const lease = this.#held.find(sensor_id, attribute_id);
		if (lease === undefined || (lease.bits & KIND[kind]) === 0) return;
		this.#held.set(lease, KIND[kind], false);
		if (kind === "focus" || kind === "hover") this.#trail(lease, kind);
		this.#evaluate(lease);
	}

	/** Lets a lease live on for its tail. */
	#trail(lease: HeldLease, kind: "focus" | "hover"): void {
		if (this.#tails >= TAILS_PER_VIEWER) return;
		this.#tails++;
		const { load, wheel } = this.#table;
		const end = (): void => {
			this.#tails--;
			lease.tails?.delete(kind);
			this.#evaluate(lease);
		};
		lease.tails ??= new Map();
		lease.tails.set(kind, wheel.schedule(this.#clock.monotonic() + TAIL_MS[kind][load], end));
	}

	/** Ends a tail whose lease is back. */
	#cut(lease: HeldLease, kind: "focus" | "hover"): void {
		const timer = lease.tails?.get(kind);
		if (timer === undefined) return;
		this.#table.wheel.cancel(timer);
		lease.tails?.delete(kind);
		this.#tails--;
	}

	#await(): void {
		const { wheel } = this.#table;
		wheel.cancel(this.#deadline);
		this.#deadline = wheel.schedule(this.#heardMs + this.#ttl, () => this.#missed());
	}

	/** The time is up, unless something was heard meanwhile. */
	#missed(): void {
		if (this.#clock.monotonic() - this.#heardMs < this.#ttl) return this.#await();
		this.#lapsed = true;
		this.#evaluateAll();
	}

	#counts({ bits, tails }: HeldLease): Kinds {
		if (this.#lapsed) return 0;
		let kinds = bits & DECLARED;
		if ((bits & SUBSCRIBED) !== 0) kinds |= KIND.view;
		if (tails !== null) for (const kind of tails.keys()) kinds |= KIND[kind];
		return capped(this.#hidden ? kinds & KIND.pin : kinds, this.#cap);
	}

	#evaluateAll(): void {
		for (const lease of this.#held.all()) this.#evaluate(lease);
	}

	#evaluate(lease: HeldLease, focusedBy = 0): void {
		const { attributeId, counted, sensorId } = lease;
		const kinds = this.#counts(lease);
		const viewers = this.#held.count(lease, kinds);
		const [began, ended] = [kinds & ~counted, counted & ~kinds];
		if ((began | ended) === 0 && focusedBy === 0) return;
		this.#table.change({ sensorId, attributeId, began, ended, viewers, focusedBy });
	}
}
