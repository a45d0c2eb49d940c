import type { SensorSummary } from "@sensocto/protocol";
import { honestState } from "../stores/honest-state.ts";
import { duration } from "../text/duration.ts";
import { attributeLabel, batteryLevel, catalogued, principalAttribute } from "./principal.ts";

/** Battery levels up to this need attention, percent. */
export const LOW_BATTERY = 15;

/** Sensors that left longer ago than this are taken as put away, milliseconds. */
const RECENT_MS = 15 * 60_000;

/** Something a person should look at. */
export interface Concern {
	sensorId: string;
	/** The sensor's name and what is the matter: "Person 1, battery 8 %". */
	text: string;
	kind: "battery" | "stale" | "offline";
}

/** Gravest first: a signal that stopped while its sensor is connected, a lost sensor, one that will be lost. */
const GRAVITY: readonly Concern["kind"][] = ["stale", "offline", "battery"];

/** What needs attention at an instant of server time, gravest first: silent and lost sensors, low batteries. */
export function concerns(sensors: readonly SensorSummary[], now: number): Concern[] {
	const all = sensors.flatMap((sensor) => {
		const found: Concern[] = [];
		const battery = batteryLevel(sensor);
		const name = sensor.sensor_name;
		const about = (kind: Concern["kind"], text: string): number =>
			found.push({ sensorId: sensor.sensor_id, kind, text: `${name}, ${text}` });
		if (sensor.status === "online" && battery !== undefined && battery <= LOW_BATTERY) {
			about("battery", `battery ${Math.round(battery)} %`);
		}
		const silent = silence(sensor, now);
		if (silent !== undefined) about(silent.kind, silent.text);
		return found;
	});
	return all.sort((a, b) => GRAVITY.indexOf(a.kind) - GRAVITY.indexOf(b.kind));
}

function silence(sensor: SensorSummary, now: number): Pick<Concern, "kind" | "text"> | undefined {
	if (sensor.status !== "online") {
		const gone = sensor.last_seen_at === null ? Number.POSITIVE_INFINITY : now - sensor.last_seen_at;
		return gone > RECENT_MS ? undefined : { kind: "offline", text: `offline for ${duration(gone)}` };
	}
	// It is silent because the server asked it to be, which is said of the load.
	if (sensor.paused === true) return undefined;
	const principal = principalAttribute(sensor);
	if (principal?.last_value == null) return undefined;
	const ageMs = now - principal.last_value.timestamp - (sensor.clock_offset_ms ?? 0);
	const intervalMs = principal.interval_ms > 0 ? principal.interval_ms : catalogued(principal).intervalMs;
	// The directory is a few hundred milliseconds behind the streams; fast signals are not called silent for that.
	const state = honestState({ online: true, ageMs: ageMs - 1500, intervalMs, windowMs: sensor.window_ms });
	if (state !== "stale") return undefined;
	return { kind: "stale", text: `no ${attributeLabel(principal)} for ${duration(ageMs)}` };
}
