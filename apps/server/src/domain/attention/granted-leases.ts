import type { AttentionLevel } from "@sensocto/protocol";
import type { TimerWheel, WheelTimer } from "./timer-wheel.ts";

/** How long a node's level is valid after it was published, in ms. */
export const REMOTE_TTL_MS = 60_000;

/** Leases granted for novelty, for a forecast and for other nodes' levels at the same time, each. */
const GRANTED_LEASES = 100_000;

/** Where granted leases count. */
export interface LeaseCounts {
	readonly wheel: TimerWheel;
	add(sensorId: string, attributeId: string, kind: "novelty"): void;
	remove(sensorId: string, attributeId: string, kind: "novelty"): void;
	expect(sensorId: string, share: number): void;
	setRemote(node: string, sensorId: string, level: AttentionLevel): void;
}

/** Leases by two keys, each with the timer of its end. */
type Leases = Map<string, Map<string, WheelTimer>>;

/**
 * Leases no viewer holds: on something unusual, on what somebody is expected to look at, and for viewers elsewhere.
 *
 * Invariants:
 * 1. Each ends by itself; renewing it moves its end, and a novelty lease's only ever further away.
 * 2. A forecast makes low at most, and its weight is only ever added: it slows nobody.
 */
export class GrantedLeases {
	readonly #table: LeaseCounts;
	readonly #novelty: Leases = new Map();
	readonly #forecasts: Leases = new Map();
	readonly #remote: Leases = new Map();

	constructor(table: LeaseCounts) {
		this.#table = table;
	}

	/** Makes an attribute's level high until then. */
	novelty(sensorId: string, attributeId: string, untilMs: number): void {
		const { wheel } = this.#table;
		const running = this.#novelty.get(sensorId)?.get(attributeId);
		if (running === undefined) {
			if (this.#novelty.size >= GRANTED_LEASES) return;
			this.#table.add(sensorId, attributeId, "novelty");
		}
		const timer = wheel.schedule(untilMs, () => {
			forget(this.#novelty, sensorId, attributeId);
			this.#table.remove(sensorId, attributeId, "novelty");
		});
		if (running !== undefined && running.due >= timer.due) return wheel.cancel(timer);
		wheel.cancel(running ?? null);
		keep(this.#novelty, sensorId, attributeId, timer);
	}

	/** Gives a sensor the weight of an expected viewer until then; a share of 0 ends it. */
	predict(sensorId: string, share: number, untilMs: number): void {
		const end = (): void => this.#table.expect(sensorId, 0);
		this.#renew(this.#forecasts, sensorId, "", share > 0 ? untilMs : null, end);
		if (this.#forecasts.has(sensorId)) this.#table.expect(sensorId, Math.min(share, 1));
	}

	/** Notes the level of a sensor on another node until then; `none` ends it. */
	remote(node: string, sensorId: string, level: AttentionLevel, untilMs: number): void {
		const end = (): void => this.#table.setRemote(node, sensorId, "none");
		this.#renew(this.#remote, sensorId, node, level === "none" ? null : untilMs, end);
		if (this.#remote.get(sensorId)?.has(node)) this.#table.setRemote(node, sensorId, level);
	}

	/** Moves the end of a lease, begins it, or ends it now (null). */
	#renew(leases: Leases, key: string, part: string, untilMs: number | null, end: () => void): void {
		const { wheel } = this.#table;
		const running = leases.get(key)?.get(part);
		wheel.cancel(running ?? null);
		if (untilMs === null) {
			if (running === undefined) return;
			forget(leases, key, part);
			return end();
		}
		if (running === undefined && leases.size >= GRANTED_LEASES) return;
		const timer = wheel.schedule(untilMs, () => {
			forget(leases, key, part);
			end();
		});
		keep(leases, key, part, timer);
	}
}

function keep(leases: Leases, key: string, part: string, timer: WheelTimer): void {
	const parts = leases.get(key) ?? new Map<string, WheelTimer>();
	parts.set(part, timer);
	leases.set(key, parts);
}

function forget(leases: Leases, key: string, part: string): void {
	const parts = leases.get(key);
	parts?.delete(part);
	if (parts?.size === 0) leases.delete(key);
}
