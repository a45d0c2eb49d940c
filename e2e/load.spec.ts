import type { Page } from "@playwright/test";
import { BUSY } from "@sensocto/testkit";
import { firstLook } from "./fixtures/first-look.ts";
import { tileOf } from "./fixtures/lobby.ts";
import type { Platform } from "./fixtures/platform.ts";
import { manyPeople } from "./fixtures/scenario-text.ts";
import { expect, test } from "./fixtures/test.ts";

// Servers of their own: these sensors would be in the way of every other test.
test.use({ settings: { SENSOR_GRACE_MS: "5000" } });

const READING_MS = 2000;
const INTERACTIVE_MS = 2500;
const SCRIPT_BYTES = 250_000;
const NODES = 5000;
const HEAP_BYTES = 300_000_000;

const online = async (platform: Platform): Promise<number> =>
	(await platform.sensors()).filter(({ status }) => status === "online").length;

async function heapBytes(page: Page): Promise<number> {
	const session = await page.context().newCDPSession(page);
	await session.send("HeapProfiler.collectGarbage");
	const { usedSize } = await session.send("Runtime.getHeapUsage");
	await session.detach();
	return usedSize;
}

test("1 the lobby with 100 sensors shows a live reading, takes a click, and loads little code", async ({
	page,
	platform,
}) => {
	await platform.play("hundred", manyPeople("hundred", 10, 10, ["heartrate", "respiration", "battery"]));
	await expect.poll(() => online(platform)).toBe(100);
	const look = await firstLook(page, "/lobby", 60_000);
	await platform.api("/api/simulator/scenarios/hundred/stop", "POST");
	expect(look.scriptBytes).toBeLessThanOrEqual(SCRIPT_BYTES);
	expect(look.readingMs).toBeLessThanOrEqual(BUSY * READING_MS);
	expect(look.interactiveMs).toBeLessThanOrEqual(BUSY * INTERACTIVE_MS);
});

test("4 of 1 000 sensors only visible tiles exist and are subscribed", async ({ page, platform }) => {
	await platform.play("thousand", manyPeople("thousand", 20, 50, ["temperature", "battery"]));
	await expect.poll(() => online(platform), { timeout: 60_000 }).toBe(1000);
	await page.goto("/lobby?q=thousand-");
	const chip = page.getByTestId("lens-all");
	await expect(chip).toContainText("1000");
	await expect(page.locator('[data-testid="tile"][data-state="live"]').first()).toBeVisible();

	const tiles = page.getByTestId("tile");
	const seen = () =>
		tiles.evaluateAll(
			(nodes) =>
				nodes.filter((node) => {
					const { top, bottom } = node.getBoundingClientRect();
					return bottom > 0 && top < innerHeight;
				}).length,
		);
	const watched = () => platform.metric("sensocto_streams_watched");
	const attended = async () =>
		(await platform.sensors()).filter(({ attention_level }) => attention_level !== "low").length;
	const onlyVisible = async (): Promise<void> => {
		const count = await seen();
		expect(count).toBeGreaterThan(10);
		// A row of tiles below the screen is kept ready.
		const most = count + 2 * 4;
		await expect.poll(watched).toBeGreaterThanOrEqual(count);
		await expect.poll(watched).toBeLessThanOrEqual(most);
		await expect.poll(attended).toBeLessThanOrEqual(most);
		expect(await tiles.count()).toBeLessThanOrEqual(most + 4);
		expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(NODES);
	};
	await onlyVisible();
	await page.mouse.move(700, 500);
	await page.mouse.wheel(0, 10_000_000);
	await expect(tileOf(page, "thousand-person-1000")).toBeVisible();
	await page.mouse.move(700, 10);
	await onlyVisible();
	expect(await heapBytes(page)).toBeLessThan(HEAP_BYTES);
	await platform.api("/api/simulator/scenarios/thousand/stop", "POST");
});
