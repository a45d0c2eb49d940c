import type { Alert } from "@sensocto/protocol";
import type { NoveltyAlarm } from "../../bio/wires.ts";

/** Alerts kept. */
export const ALERTS_KEPT = 500;

/** Called with an `alert` payload as JSON: it is written once for all listeners. */
export type AlertListener = (updateJson: string) => void;

/**
 * The last alerts, newest first, and who follows them.
 *
 * It belongs to no worker, so a crash loses nothing. Invariant: at most {@link ALERTS_KEPT}, the oldest go.
 */
export class Alerts {
	readonly listeners = new Set<AlertListener>();
	readonly #kept: Alert[] = [];
	#lastId = 0;

	/** Adds an alarm of a sensor under the name people know it by. */
	add(alarm: NoveltyAlarm, sensorName: string): Alert {
		this.#lastId = Math.max(this.#lastId + 1, Math.floor(alarm.at));
		const alert: Alert = {
			id: this.#lastId,
			at: alarm.at,
			sensor_id: alarm.sensorId,
			sensor_name: sensorName,
			attribute_id: alarm.attributeId,
			kind: alarm.kind,
			score: Math.round(alarm.score * 10) / 10,
			value: Number.isFinite(alarm.value) ? alarm.value : null,
			hold_ms: Math.round(alarm.holdMs),
			reason: alarm.reason,
		};
		this.#kept.unshift(alert);
		if (this.#kept.length > ALERTS_KEPT) this.#kept.length = ALERTS_KEPT;
		return alert;
	}

	/** The newest alerts, newest first; of one sensor when `sensorId` is given. */
	last(limit: number, sensorId?: string): Alert[] {
		const all =
			sensorId === undefined ? this.#kept : this.#kept.filter((alert) => alert.sensor_id === sensorId);
		return all.slice(0, limit);
	}
}
