import { plotLoop } from "../charts/sweep/plot-loop.ts";
import { session } from "./session.svelte.ts";

/** Time between two reports, milliseconds. */
const REPORT_EVERY_MS = 10_000;

/** Tells the server from time to time how fast this page draws; the answer ends that. */
export function reportHealth(): () => void {
	const timer = setInterval(() => {
		const fps = plotLoop.framesPerSecond();
		if (fps === undefined || document.hidden) return;
		session.viewer.clientHealth({ fps: Math.round(fps) });
	}, REPORT_EVERY_MS);
	return () => clearInterval(timer);
}
