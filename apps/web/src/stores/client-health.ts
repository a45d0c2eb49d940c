import { plotLoop } from "../charts/sweep/plot-loop.ts";
import { type DeviceNavigator, watchDevice } from "./device-condition.ts";
import { session } from "./session.svelte.ts";

/** Time between two reports, milliseconds. */
const REPORT_EVERY_MS = 10_000;

/** Tells the server how fast this page draws, from time to time, and how its device does; the answer ends that. */
export function reportHealth(): () => void {
	const stopDevice = watchDevice(navigator as DeviceNavigator, (health) =>
		session.viewer.clientHealth(health),
	);
	const timer = setInterval(() => {
		const fps = plotLoop.framesPerSecond();
		if (fps === undefined || document.hidden) return;
		session.viewer.clientHealth({ fps: Math.round(fps) });
	}, REPORT_EVERY_MS);
	return () => {
		clearInterval(timer);
		stopDevice();
	};
}
