import type { Alert, AlertUpdate } from "@sensocto/protocol";

/** Alerts a page keeps; the server has more. */
export const ALERTS_KEPT = 100;

/** Alerts older than this are no longer worth a look on the home page, milliseconds. */
const RECENT_MS = 30 * 60_000;

/** The newest alert about a sensor, and how much else of it was unusual. */
export interface AlertGroup {
	alert: Alert;
	/** Other attributes of the sensor with recent alerts. */
	others: number;
	/** The sensor is being given more attention for it. */
	held: boolean;
}

/** The alerts a page knows after an update, newest first, each once. */
export function mergeAlerts(known: readonly Alert[], { alerts, full }: AlertUpdate): Alert[] {
	if (full === true) return [...alerts].sort(newestFirst).slice(0, ALERTS_KEPT);
	const ids = new Set(known.map(({ id }) => id));
	const fresh = alerts.filter(({ id }) => !ids.has(id));
	return [...fresh, ...known].sort(newestFirst).slice(0, ALERTS_KEPT);
}

/** Whether an alert still holds attention at an instant of server time. */
export function isHeld(alert: Alert, now: number): boolean {
	return now < alert.at + alert.hold_ms;
}

/**
 * Recent alerts at an instant of server time, one entry a sensor, newest first.
 *
 * @param silent sensors that are known to be silent: that they are is no news.
 */
export function recentAlerts(
	alerts: readonly Alert[],
	now: number,
	silent: ReadonlySet<string> = new Set(),
): AlertGroup[] {
	const recent = alerts.filter(
		({ at, kind, sensor_id }) => now - at <= RECENT_MS && !(kind === "gap" && silent.has(sensor_id)),
	);
	return [...Map.groupBy(recent, ({ sensor_id }) => sensor_id).values()].map((all) => ({
		alert: all[0]!,
		others: new Set(all.map(({ attribute_id }) => attribute_id)).size - 1,
		held: all.some((alert) => isHeld(alert, now)),
	}));
}

/** The newest alert that holds attention for a sensor, or for one attribute of it; undefined when none does. */
export function heldAlert(
	alerts: readonly Alert[],
	now: number,
	sensorId: string,
	attributeId?: string,
): Alert | undefined {
	return alerts.find(
		(alert) =>
			alert.sensor_id === sensorId &&
			(attributeId === undefined || alert.attribute_id === attributeId) &&
			isHeld(alert, now),
	);
}

function newestFirst(a: Alert, b: Alert): number {
	return b.id - a.id;
}
