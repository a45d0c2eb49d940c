import type { SensorRecord } from "../sensors/sensor-record.ts";
import { batteryCap, type ViewerCap } from "./viewer-cap.ts";

/** Where the charge in percent, and whether it is being charged, stand in a battery's samples. */
const CHARGE = 0;
const CHARGING = 1;

/** A charge up to this may as well be a full battery told as a share of 1: it bounds nothing. */
const UNCLEAR_PERCENT = 1;

/**
 * The highest level that a sensor's devices are asked for, for the sake of their own battery as they told it last; null: no
 * bound.
 *
 * It bounds what the devices of this sensor are told, whoever looks. A battery of which nothing is known but its charge is
 * taken for one that is not being charged.
 */
export function deviceCap({ store }: Pick<SensorRecord, "store">): ViewerCap {
	const ring = store?.battery?.ring;
	if (ring === undefined || ring.length === 0) return null;
	const newest = ring.head - 1;
	const percent = ring.valueAt(newest, CHARGE) as number;
	if (!(percent > UNCLEAR_PERCENT)) return null;
	return ring.valueAt(newest, CHARGING) === 1 ? null : batteryCap(percent / 100);
}
