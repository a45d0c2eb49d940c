import { hashLease, LEASE_KINDS, type Lease } from "@sensocto/protocol";
import { KIND, type Kinds } from "./attention-kind.ts";
import { ALL_ATTRIBUTES } from "./sensor-interest.ts";
import type { WheelTimer } from "./timer-wheel.ts";

/** The bits of what a viewer declares: view, hover, focus, pin. */
export const DECLARED: Kinds = KIND.view | KIND.hover | KIND.focus | KIND.pin;

/** The bit of a subscription, beside those of the declared kinds. */
export const SUBSCRIBED = 256;

/** What a viewer holds on one attribute, or on `*`. */
export interface HeldLease {
	readonly sensorId: string;
	readonly attributeId: string;
	/** Declared kinds and {@link SUBSCRIBED}. */
	bits: number;
	/** Kinds it counts as in the attention table. */
	counted: Kinds;
	/** Kinds the viewer has let go of that still count; null before the first. */
	tails: Map<"focus" | "hover", WheelTimer> | null;
}

interface HeldSensor {
	/** A list: mostly there is one, and each viewer has one for each sensor. */
	readonly leases: HeldLease[];
	/** Leases that count as anything. */
	counting: number;
}

/**
 * The leases of one viewer by sensor and attribute, with the hash of what it has declared.
 *
 * Only what is held, counts or trails is remembered.
 */
export class HeldLeases {
	readonly #sensors = new Map<string, HeldSensor>();
	#hash = 0;
	#declared = 0;
	#subscriptions = 0;

	/** Sum of `hashLease` over the declared leases, modulo 2³². */
	get hash(): number {
		return this.#hash;
	}

	/** Number of declared leases. */
	get declared(): number {
		return this.#declared;
	}

	/** Number of subscriptions. */
	get subscriptions(): number {
		return this.#subscriptions;
	}

	find(sensorId: string, attributeId: string): HeldLease | undefined {
		return this.#sensors.get(sensorId)?.leases.find((lease) => lease.attributeId === attributeId);
	}

	/** The lease on that attribute, a new and empty one if there is none. */
	get(sensorId: string, attributeId: string): HeldLease {
		const known = this.find(sensorId, attributeId);
		if (known !== undefined) return known;
		const lease: HeldLease = { sensorId, attributeId, bits: 0, counted: 0, tails: null };
		const sensor = this.#sensors.get(sensorId);
		if (sensor === undefined) this.#sensors.set(sensorId, { leases: [lease], counting: 0 });
		else sensor.leases.push(lease);
		return lease;
	}

	/** Whether the viewer has declared that. */
	declares({ attribute_id, kind, sensor_id }: Lease): boolean {
		return ((this.find(sensor_id, attribute_id)?.bits ?? 0) & KIND[kind]) !== 0;
	}

	/** What the viewer has declared for an attribute or for the whole sensor. */
	declaredKinds(sensorId: string, attributeId: string): Kinds {
		const own = this.find(sensorId, attributeId)?.bits ?? 0;
		const whole = this.find(sensorId, ALL_ATTRIBUTES)?.bits ?? 0;
		return (own | whole) & DECLARED;
	}

	/** Holds these bits of a lease, or no longer. */
	set(lease: HeldLease, bits: number, on: boolean): void {
		const changed = on ? bits & ~lease.bits : bits & lease.bits;
		const by = on ? 1 : -1;
		for (const kind of LEASE_KINDS) {
			if ((changed & KIND[kind]) === 0) continue;
			this.#declared += by;
			const { attributeId: attribute_id, sensorId: sensor_id } = lease;
			this.#hash = (this.#hash + by * hashLease({ sensor_id, attribute_id, kind })) >>> 0;
		}
		if ((changed & SUBSCRIBED) !== 0) this.#subscriptions += by;
		lease.bits ^= changed;
	}

	/**
	 * Notes what a lease counts as from now on, and forgets it when nothing is left of it.
	 *
	 * @returns 1 when the viewer begins to count for the sensor with that, −1 when it ends to, else 0.
	 */
	count(lease: HeldLease, kinds: Kinds): -1 | 0 | 1 {
		const sensor = this.#sensors.get(lease.sensorId);
		if (sensor === undefined) return 0;
		const before = sensor.counting;
		sensor.counting += Number(kinds !== 0) - Number(lease.counted !== 0);
		lease.counted = kinds;
		if (lease.bits === 0 && kinds === 0 && (lease.tails?.size ?? 0) === 0) {
			const at = sensor.leases.indexOf(lease);
			if (at >= 0) sensor.leases.splice(at, 1);
			if (sensor.leases.length === 0) this.#sensors.delete(lease.sensorId);
		}
		if (before === 0) return sensor.counting > 0 ? 1 : 0;
		return sensor.counting === 0 ? -1 : 0;
	}

	/** Every lease, as they are now. */
	all(): HeldLease[] {
		return Array.from(this.#sensors.values(), ({ leases }) => leases).flat();
	}

	/** What the viewer has declared. */
	leases(): Lease[] {
		return this.all().flatMap(({ attributeId: attribute_id, bits, sensorId: sensor_id }) =>
			LEASE_KINDS.filter((kind) => (bits & KIND[kind]) !== 0).map((kind) => ({
				sensor_id,
				attribute_id,
				kind,
			})),
		);
	}
}
