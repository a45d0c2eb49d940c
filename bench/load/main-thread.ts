import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession, Page } from "@playwright/test";

/** What a page's main thread did while it was watched. */
export interface MainThreadUse {
	/** Work a frame in each second, CPU ms. */
	perFrameMs: number[];
	/** Frames in each second. */
	frames: number[];
	/** The longest task, CPU ms. */
	longestMs: number;
	/** The same by the clock: it contains the time in which the machine did something else, ms. */
	longestWallMs: number;
}

interface TraceEvent {
	name: string;
	ph: string;
	pid: number;
	tid: number;
	/** Length in µs by the clock and in CPU time of the thread. */
	dur?: number;
	tdur?: number;
	args?: { name?: string };
}

declare global {
	interface Window {
		__frames?: number;
	}
}

/** Runs in the page: counts frames. */
function countFrames(): void {
	window.__frames = 0;
	const count = (): void => {
		window.__frames!++;
		requestAnimationFrame(count);
	};
	requestAnimationFrame(count);
}

async function taskSeconds(session: CDPSession): Promise<number> {
	const { metrics } = await session.send("Performance.getMetrics");
	return metrics.find((metric) => metric.name === "TaskDuration")?.value ?? Number.NaN;
}

/** Every task of the renderers' main threads; the page's own are by far the longest ones. */
function tasksOf(trace: Buffer): TraceEvent[] {
	const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
	const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
	const main = new Set(
		traceEvents
			.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
			.map(thread),
	);
	return traceEvents.filter(
		(event) => event.name === "RunTask" && event.ph === "X" && main.has(thread(event)),
	);
}

/** Watches a page's main thread: all of its tasks, whoever caused them. */
export async function watchMainThread(page: Page, seconds: number): Promise<MainThreadUse> {
	const session = await page.context().newCDPSession(page);
	await session.send("Performance.enable", { timeDomain: "threadTicks" });
	await page.evaluate(countFrames);
	const browser = page.context().browser();
	if (browser === null) throw new Error("the page has no browser that can be traced");
	await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
	const perFrameMs: number[] = [];
	const frames: number[] = [];
	let [work, seen] = [await taskSeconds(session), await page.evaluate(() => window.__frames!)];
	for (let second = 0; second < seconds; second++) {
		await sleep(1000);
		const now = await taskSeconds(session);
		const counted = await page.evaluate(() => window.__frames!);
		frames.push(counted - seen);
		perFrameMs.push(((now - work) * 1000) / Math.max(1, counted - seen));
		[work, seen] = [now, counted];
	}
	const tasks = tasksOf(await browser.stopTracing());
	if (tasks.length === 0) throw new Error("the trace holds no task of the page");
	const longest = (key: "dur" | "tdur"): number =>
		tasks.reduce((most, task) => Math.max(most, task[key] ?? 0), 0) / 1000;
	return { perFrameMs, frames, longestMs: longest("tdur"), longestWallMs: longest("dur") };
}
