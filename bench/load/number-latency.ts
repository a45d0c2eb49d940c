import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { VirtualDevice } from "../../e2e/fixtures/virtual-device.ts";

/** Samples measured, and the time between two in ms: no multiple or fraction of any window of page or server. */
const SAMPLES = 100;
const STEP_MS = 197;
/** Time focus takes to reach the device, in ms. */
const FOCUS_MS = 1500;

declare global {
	interface Window {
		__numbers?: [text: string, at: number][];
	}
}

/** Runs in the page: notes every number a tile shows and when the frame after it begins. */
function noteNumbers(value: Element): void {
	const numbers: [string, number][] = [];
	window.__numbers = numbers;
	const note = (): void => {
		const text = value.textContent ?? "";
		requestAnimationFrame(() => numbers.push([text, performance.timeOrigin + performance.now()]));
	};
	new MutationObserver(note).observe(value, { characterData: true, childList: true, subtree: true });
}

/** Times from a sample's recording by its device until its number stands on a page that focuses the sensor, in ms. */
export async function numberLatencies(page: Page, server: string): Promise<number[]> {
	const device = new VirtualDevice(server, {
		id: "measured",
		attributes: { temperature: { attribute_type: "temperature", sampling_rate: 5 } },
	});
	try {
		await device.open();
		device.record("temperature", 0, Date.now());
		await page.goto(`${server}/lobby?q=measured`);
		const tile = page.locator('[data-testid="tile"][data-state="live"]');
		await tile.getByRole("link").focus();
		await tile.locator('[data-testid="tile-value"] b').evaluate(noteNumbers);
		await sleep(FOCUS_MS);
		const recorded = new Map<string, number>();
		for (let i = 1; i <= SAMPLES; i++) {
			recorded.set((i / 10).toFixed(1), Date.now());
			device.record("temperature", i / 10, Date.now());
			await sleep(STEP_MS);
		}
		const shown = await page.evaluate(() => window.__numbers!);
		return shown.flatMap(([text, at]) => {
			const since = recorded.get(text);
			return since === undefined ? [] : [at - since];
		});
	} finally {
		await device.drop();
	}
}
