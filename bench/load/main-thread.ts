import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession, Page } from "@playwright/test";

/** What a page's main thread did while it was watched. */
export interface MainThreadUse {
	/** Work a frame in each second, CPU ms. */
	perFrameMs: number[];
	/** Frames in each second. */
	frames: number[];
	/** Lengths of all tasks above 50 ms, wall-clock ms. */
	longTasksMs: number[];
}

interface Watched {
	frames: number;
	longTasksMs: number[];
}

declare global {
	interface Window {
		__watched?: Watched;
	}
}

/** Runs in the page: counts frames and keeps the lengths of long tasks. */
function watch(): void {
	const watched: Watched = { frames: 0, longTasksMs: [] };
	window.__watched = watched;
	const count = (): void => {
		watched.frames++;
		requestAnimationFrame(count);
	};
	requestAnimationFrame(count);
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) watched.longTasksMs.push(entry.duration);
	}).observe({ type: "longtask" });
}

async function taskSeconds(session: CDPSession): Promise<number> {
	const { metrics } = await session.send("Performance.getMetrics");
	return metrics.find((metric) => metric.name === "TaskDuration")?.value ?? Number.NaN;
}

/** Watches a page's main thread: all of its tasks, whoever caused them, in CPU time of that thread. */
export async function watchMainThread(page: Page, seconds: number): Promise<MainThreadUse> {
	const session = await page.context().newCDPSession(page);
	await session.send("Performance.enable", { timeDomain: "threadTicks" });
	await page.evaluate(watch);
	const perFrameMs: number[] = [];
	const frames: number[] = [];
	let [work, seen] = [await taskSeconds(session), 0];
	for (let second = 0; second < seconds; second++) {
		await sleep(1000);
		const now = await taskSeconds(session);
		const counted = await page.evaluate(() => window.__watched!.frames);
		frames.push(counted - seen);
		perFrameMs.push(((now - work) * 1000) / Math.max(1, counted - seen));
		[work, seen] = [now, counted];
	}
	return { perFrameMs, frames, longTasksMs: await page.evaluate(() => window.__watched!.longTasksMs) };
}
