import type { Page } from "@playwright/test";
import { readTrends, type TrendReading, watchTrends } from "./fixtures/chart-probe.ts";
import { expect, test } from "./fixtures/test.ts";

const RAMP = { attribute_type: "respiration", sampling_rate: 10 };
const HUMIDITY = { attribute_type: "humidity", sampling_rate: 10 };
const SLOW = { attribute_type: "temperature", sampling_rate: 2 };

async function trendOf(page: Page, part: string): Promise<TrendReading | undefined> {
	for (const [label, reading] of await readTrends(page)) if (label.includes(part)) return reading;
	return undefined;
}

test("11 stored history and the live stream join without a seam", async ({ page, device, platform }) => {
	const sensor = await device({ id: "seam", attributes: { respiration: RAMP } });
	const from = Date.now() - 240_000;
	// The server's memory of a waveform is a minute; what is older comes from the database.
	sensor.play("respiration", (index) => index, from);
	const path = "/api/sensors/seam/attributes/respiration/history";
	const stored = async () => (await platform.api<{ samples: number }>(`${path}?from=${from}`)).samples;
	await expect.poll(() => stored().catch(() => 0)).toBeGreaterThan(2390);

	await watchTrends(page);
	await page.goto("/sensors/seam?window=300000");
	await expect.poll(async () => (await trendOf(page, "of seam"))?.x.length ?? 0).toBeGreaterThan(2390);
	await page.reload();
	await expect.poll(async () => (await trendOf(page, "of seam"))?.x.length ?? 0).toBeGreaterThan(2395);

	const { x, y, gaps } = (await trendOf(page, "of seam"))!;
	expect(gaps).toBe(0);
	expect(y).toEqual(x.map((_, index) => index));
	const steps = x.slice(1).map((time, index) => time - x[index]!);
	expect(new Set(steps)).toEqual(new Set([100]));
	await expect
		.poll(async () => (await trendOf(page, "of seam"))?.y.at(-1) ?? 0)
		.toBeGreaterThan(y.length + 10);
});

test("7 a trend breaks at a gap and counts it", async ({ page, device }) => {
	const sensor = await device({ id: "broken", attributes: { temperature: SLOW } });
	sensor.play("temperature", (i) => (i > 20 && i < 40 ? undefined : 20), Date.now() - 40_000);
	await watchTrends(page);
	await page.goto("/sensors/broken?window=60000");
	const broken = async () => {
		const trend = await trendOf(page, "of broken");
		return [trend?.gaps, trend?.x.filter((_, index) => trend.y[index] === null).length];
	};
	// A device that is held up for a moment makes another, until its samples come.
	await expect.poll(broken).toEqual([1, 1]);
	await expect(page.getByTestId("attribute-temperature")).toContainText("1 (10 s)");
});

test("7 what a device left out while the server was busy is a gap that says so", async ({
	page,
	device,
	platform,
}) => {
	const sensor = await device({ id: "left-out", attributes: { respiration: RAMP } });
	sensor.play("respiration", (index) => index, Date.now() - 10_000);
	await platform.setLoad("critical");
	// Nobody looks: the device pauses, and what it measures meanwhile is lost.
	await expect.poll(() => sensor.stream.droppedSamples).toBeGreaterThan(40);
	await platform.setLoad("normal");
	await expect.poll(() => sensor.stream.config.paused).toBe(false);
	const resumedAt = Date.now();
	const panel = page.getByTestId("attribute-respiration");
	const words = /1 \(\d+(\.\d)? s\): left out while the server was busy/;
	await page.goto("/sensors/left-out?window=60000");
	await expect(panel).toContainText(words);
	// Also once the page has read from the history that nothing is stored there either.
	await expect.poll(() => Date.now() - resumedAt, { timeout: 60_000 }).toBeGreaterThan(10_000);
	await expect(panel).toContainText(words);
});

test("9 all trends of a sensor share window and right edge in one frame", async ({ page, device }) => {
	const sensor = await device({ id: "axis", attributes: { humidity: HUMIDITY, temperature: SLOW } });
	const from = Date.now() - 70_000;
	for (const id of ["humidity", "temperature"]) sensor.play(id, (i) => i % 40, from);
	await watchTrends(page);
	await page.goto("/sensors/axis?window=60000");
	await expect.poll(async () => (await readTrends(page)).size).toBe(2);
	const fewest = async () => Math.min(...[...(await readTrends(page)).values()].map(({ x }) => x.length));
	await expect.poll(fewest).toBeGreaterThan(100);

	const edgesAfter = (testId: string): Promise<string[]> =>
		page.evaluate(async (id) => {
			document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!.click();
			// One frame for the click to take effect, one for the plots to follow.
			for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
			return [...window.__trends!.values()].map(({ fromMs, toMs }) => `${toMs} ${toMs - fromMs}`);
		}, testId);
	const frozen = await edgesAfter("time-freeze");
	expect(new Set(frozen).size).toBe(1);
	expect(frozen[0]).toMatch(/ 60000$/);
	const narrow = await edgesAfter("window-10000");
	expect(new Set(narrow).size).toBe(1);
	expect(narrow[0]).toBe(frozen[0]!.replace("60000", "10000"));
	await expect(page).toHaveURL(/window=10000/);

	await page.locator("h1").click();
	await page.keyboard.press("Space");
	await expect(page.getByTestId("time-live")).toHaveAttribute("aria-pressed", "true");
});

test("10 stepping with the arrow keys reads all trends of a sensor at one instant", async ({
	page,
	device,
}) => {
	const sensor = await device({ id: "steps", attributes: { humidity: HUMIDITY, temperature: SLOW } });
	const from = Date.now() - 70_000;
	for (const id of ["humidity", "temperature"]) sensor.play(id, (i) => i % 40, from);
	await page.goto("/sensors/steps?window=60000");
	const panel = (id: string) => page.getByTestId(`attribute-${id}`);
	await expect(panel("temperature").getByTestId("panel-value")).toContainText("°C");
	await page.getByTestId("time-freeze").click();
	await panel("temperature").getByTestId("trend").focus();
	for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowLeft");
	const instant = (id: string) => panel(id).getByTestId("panel-value").locator(".at");
	await expect(instant("temperature")).toHaveText(/\d\d:\d\d:\d\d/);
	expect(await instant("humidity").textContent()).toBe(await instant("temperature").textContent());
	await expect(panel("temperature").getByTestId("panel-value")).toHaveText(/\d+\.\d °C/);
	await expect(panel("temperature").getByTestId("trend")).toHaveAttribute("aria-valuetext", /, \d+\.\d+ °C$/);
	await page.keyboard.press("Escape");
	await expect(instant("humidity")).toHaveCount(0);
});
