import { isAttributeId, isEntityId } from "./ids.ts";
import { isRecord } from "./json.ts";
import { LIMITS } from "./limits.ts";
import {
	type Ack,
	type AttentionUpdate,
	type ClientHealth,
	LEASE_KINDS,
	type Lease,
	type LeaseKind,
	type SubscribeRequest,
	type Subscription,
	VIEWER_ENCODINGS,
	type ViewerJoin,
} from "./viewer.ts";

/** Why a viewer's message is refused: a code of the error catalogue, which is also the wire reason. */
export interface ViewerRefusal {
	reason: "invalid_subscription" | "too_many_subscriptions" | "invalid_attention" | "invalid_payload";
}

const INVALID_SUBSCRIPTION: ViewerRefusal = { reason: "invalid_subscription" };
const INVALID_ATTENTION: ViewerRefusal = { reason: "invalid_attention" };
const INVALID_PAYLOAD: ViewerRefusal = { reason: "invalid_payload" };

/** Reads the parameters of a join to `viewer:<view_id>`; the default is rows without a directory. */
export function readViewerJoin(params: unknown): ViewerJoin | ViewerRefusal {
	const input = isRecord(params) ? params : {};
	const subscriptions = readSubscriptions(input.subscriptions ?? []);
	if (!Array.isArray(subscriptions)) return subscriptions;
	return {
		encoding: VIEWER_ENCODINGS.find((encoding) => encoding === input.encoding) ?? "rows",
		directory: input.directory === "changes" ? "changes" : input.directory === true && "whole",
		subscriptions,
	};
}

/** Reads a `subscribe` or `unsubscribe`; a seed beyond an hour is cut to it, none means no past samples. */
export function readSubscribe(payload: unknown): SubscribeRequest | ViewerRefusal {
	if (!isRecord(payload)) return INVALID_SUBSCRIPTION;
	const subscriptions = readSubscriptions(payload.subscriptions);
	if (!Array.isArray(subscriptions)) return subscriptions;
	const seed = payload.seed_ms;
	const seedMs = isFiniteNumber(seed) ? Math.trunc(Math.min(Math.max(seed, 0), LIMITS.seedMs)) : 0;
	return { subscriptions, seedMs };
}

/** Reads a list of subscriptions; the attribute `*` means all attributes, as its absence does. */
export function readSubscriptions(value: unknown): Subscription[] | ViewerRefusal {
	if (!Array.isArray(value)) return INVALID_SUBSCRIPTION;
	if (value.length > LIMITS.subscriptionsPerViewer) return { reason: "too_many_subscriptions" };
	const subscriptions: Subscription[] = [];
	for (const item of value) {
		if (!isRecord(item) || !isEntityId(item.sensor_id)) return INVALID_SUBSCRIPTION;
		const { sensor_id, attribute_id } = item;
		const subscription: Subscription = { sensor_id };
		if (attribute_id !== undefined && attribute_id !== null && attribute_id !== "*") {
			if (!isAttributeId(attribute_id)) return INVALID_SUBSCRIPTION;
			subscription.attribute_id = attribute_id;
		}
		if (isFiniteNumber(item.span_ms) && item.span_ms > 0) subscription.span_ms = item.span_ms;
		if (isFiniteNumber(item.width_px) && item.width_px > 0) subscription.width_px = item.width_px;
		subscriptions.push(subscription);
	}
	return subscriptions;
}

/** Reads an `attention` message; absent lists are empty, an absent attribute means the whole sensor (`*`). */
export function readAttention(payload: unknown): AttentionUpdate | ViewerRefusal {
	if (!isRecord(payload) || !isCount(payload.epoch)) return INVALID_ATTENTION;
	const add = readLeases(payload.add ?? []);
	const remove = readLeases(payload.remove ?? []);
	if (add === undefined || remove === undefined) return INVALID_ATTENTION;
	const update: AttentionUpdate = { epoch: payload.epoch, add, remove };
	if (typeof payload.hidden === "boolean") update.hidden = payload.hidden;
	if (payload.full === true) update.full = true;
	if (payload.heartbeat === true) update.heartbeat = true;
	if (isCount(payload.hash) && payload.hash <= MAX_HASH) update.hash = payload.hash;
	return update;
}

const MAX_HASH = 0xffffffff;

function readLeases(value: unknown): Lease[] | undefined {
	if (!Array.isArray(value) || value.length > LIMITS.attentionChanges) return undefined;
	const leases: Lease[] = [];
	for (const item of value) {
		if (!isRecord(item) || !isEntityId(item.sensor_id)) return undefined;
		const attribute_id = item.attribute_id ?? "*";
		if (attribute_id !== "*" && !isAttributeId(attribute_id)) return undefined;
		if (!LEASE_KINDS.includes(item.kind as LeaseKind)) return undefined;
		leases.push({
			sensor_id: item.sensor_id,
			attribute_id: attribute_id as string,
			kind: item.kind as LeaseKind,
		});
	}
	return leases;
}

/** Reads an `ack`; an absent paint lag is zero. */
export function readAck(payload: unknown): Ack | ViewerRefusal {
	if (!isRecord(payload) || !isCount(payload.seq)) return INVALID_PAYLOAD;
	const lag = payload.paint_lag_ms ?? 0;
	if (!isFiniteNumber(lag)) return INVALID_PAYLOAD;
	const ack: Ack = { seq: payload.seq, paintLagMs: Math.max(lag, 0) };
	if (isFiniteNumber(payload.held_ms)) ack.heldMs = Math.max(payload.held_ms, 0);
	return ack;
}

const NUMBERS = ["healthScore", "fps", "batteryLevel", "droppedFrames"] as const;
const LABELS = ["cpuPressure", "memoryPressure"] as const;
const WORDS = ["networkEffectiveType", "thermalState"] as const;
const FLAGS = ["batteryCharging", "saveData"] as const;

/** Reads a `client_health` report; figures of a wrong type are left out. */
export function readClientHealth(payload: unknown): ClientHealth | ViewerRefusal {
	if (!isRecord(payload)) return INVALID_PAYLOAD;
	const health: ClientHealth = {};
	for (const key of NUMBERS) {
		const value = payload[key];
		if (isFiniteNumber(value)) health[key] = value;
	}
	for (const key of WORDS) {
		const value = payload[key];
		if (typeof value === "string" && value.length <= LIMITS.unitLength) health[key] = value;
	}
	for (const key of LABELS) {
		const value = payload[key];
		if (isFiniteNumber(value) || (typeof value === "string" && value.length <= LIMITS.unitLength)) {
			health[key] = value;
		}
	}
	for (const key of FLAGS) {
		const value = payload[key];
		if (typeof value === "boolean") health[key] = value;
	}
	return health;
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFiniteNumber(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value);
}
