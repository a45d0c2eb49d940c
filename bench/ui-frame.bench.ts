import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { manyPeople } from "../e2e/fixtures/scenario-text.ts";
import type { BenchContext, Result } from "./benchmark.ts";
import { startBrowser } from "./load/browser.ts";
import { watchMainThread } from "./load/main-thread.ts";
import { startWithScenario } from "./load/scenario.ts";
import { median, significant } from "./statistics.ts";

export const name = "ui-frame";
export const description =
	"24 ECG traces of 250 Hz, all in sight on millimetre paper in the lobby's ECG view, for 60 s in headless Chromium with a software renderer: CPU time of the page's main thread a frame and in its longest task";
export const target = "≤ 8 ms a frame, no task above 50 ms";

const TRACES = 24;
const SECONDS = 60;
/** Loading and the first seeds are not what is measured, in ms. */
const SETTLE_MS = 6000;
const TARGET_MS = 8;
const LONGEST_MS = 50;
const TIMEOUT_MS = 60_000;
/** Three columns of eight strips fit without scrolling. */
const VIEWPORT = { width: 2260, height: 2860 };

interface Probe {
	frameMs: { p50: number; p95: number };
	plots: { points: number }[];
}

const probe = (page: Page): Promise<Probe> =>
	page.evaluate(() => (window as unknown as { __charts(): Probe }).__charts());

export async function run({ root, log }: BenchContext): Promise<Result> {
	const browser = await startBrowser(root);
	try {
		const server = await startWithScenario(root, manyPeople("benchmark", 4, TRACES / 4, ["ecg"]), TRACES);
		try {
			const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
			await page.goto(`http://127.0.0.1:${server.port}/lobby/ecg?probe`);
			const drawn = (count: number): boolean =>
				document.querySelectorAll('[data-testid="tile"][data-state="live"] canvas').length >= count;
			await page.waitForFunction(drawn, TRACES, { timeout: TIMEOUT_MS });
			await sleep(SETTLE_MS);
			const use = await watchMainThread(page, SECONDS);
			const { plots, frameMs } = await probe(page);
			const moving = plots.filter(({ points }) => points > 500).length;
			if (moving < TRACES) throw new Error(`only ${moving} of ${TRACES} traces were drawn`);
			const perFrame = median(use.perFrameMs);
			log(`${perFrame.toFixed(2)} ms a frame at ${median(use.frames)} frames/s`);
			return {
				figures: {
					"main thread": { value: significant(perFrame, 3), unit: "ms/frame" },
					"busiest second": { value: significant(Math.max(...use.perFrameMs), 3), unit: "ms/frame" },
					plots: { value: significant(frameMs.p50, 3), unit: "ms/frame" },
					"plots p95": { value: significant(frameMs.p95, 3), unit: "ms/frame" },
					frames: { value: median(use.frames), unit: "/s" },
					"longest task": { value: significant(use.longestMs, 3), unit: "ms" },
					"longest task by the clock": { value: significant(use.longestWallMs, 3), unit: "ms" },
				},
				met: perFrame <= TARGET_MS && use.longestMs <= LONGEST_MS,
				acceptable: perFrame <= TARGET_MS / 0.6 && use.longestMs <= LONGEST_MS / 0.6,
				notes: [
					"By the clock a task also waits for a core while the machine does something else; it is not gated.",
				],
			};
		} finally {
			await server.stop();
		}
	} finally {
		await browser.close();
	}
}
