import { BUSY } from "@sensocto/testkit";
import { ConfigLog } from "./fixtures/config-log.ts";
import { killRenderers } from "./fixtures/kill-renderers.ts";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import { watchEvents, whenHappened } from "./fixtures/page-events.ts";
import { expect, test } from "./fixtures/test.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };
const TILES = 60;

/** A device follows what a person does within so long, ms. */
const FOLLOWS_MS = BUSY * 1_000;
/** A panel counts as seen, or as gone, once it has been so for so long, ms. */
const SETTLED_MS = 300;
/** Attention outlasts what caused it: so long after the pointer left, and after the focus did, ms. */
const HOVER_TAIL_MS = 8_000;
const FOCUS_TAIL_MS = 15_000;
/** A worsening after a tail: the tick of its wheel, and its spread over devices, ms. */
const TAIL_END_MS = BUSY * 1_000;
/** A dead page is forgotten after so long at the latest, ms. */
const FORGOTTEN_MS = 60_000;

const idOf = (i: number): string => `eyes-${String(i).padStart(2, "0")}`;

test("C18 60 sensors × 10 Hz: device windows follow scroll, hover, focus, hidden page and dead page", async ({
	browser,
	device,
	page,
	platform,
}) => {
	test.setTimeout(300_000);
	const logs: ConfigLog[] = [];
	for (let i = 0; i < TILES; i++) {
		const sensor = await device({ id: idOf(i), attributes: { temperature: TEMPERATURE } });
		sensor.play("temperature", (n) => 20 + (n % 10) / 10);
		logs.push(new ConfigLog(sensor));
	}
	const [touched, seen] = logs as [ConfigLog, ConfigLog];
	const last = logs.at(-1)!;
	expect(touched.level).toBe("none");

	await watchEvents(page, ["pointerover", "pointerout", "focusin", "scroll", "visibilitychange"]);
	await page.goto(lobby("eyes-"));
	const tile = tileOf(page, idOf(0));
	await expect(tile).toHaveAttribute("data-state", "live");
	await expect.poll(() => seen.level).toBe("medium");
	expect(seen.windowMs).toBeGreaterThanOrEqual(200);
	expect(seen.windowMs).toBeLessThanOrEqual(500);
	await expect.poll(() => last.level).toBe("low");

	await test.step("hover, and its tail", async () => {
		const from = Date.now();
		await tile.hover();
		const { first: came } = await whenHappened(page, "pointerover", from);
		expect(await touched.reaches("high", came)).toBeLessThanOrEqual(FOLLOWS_MS);
		expect(touched.windowMs).toBe(100);
		const leaves = Date.now();
		await page.locator("h1").hover();
		const { last: left } = await whenHappened(page, "pointerout", leaves);
		const tail = await touched.reaches("medium", left);
		expect(tail).toBeGreaterThanOrEqual(HOVER_TAIL_MS - 100);
		expect(tail).toBeLessThanOrEqual(HOVER_TAIL_MS + TAIL_END_MS);
	});

	await test.step("scroll away and back", async () => {
		const from = Date.now();
		await page.mouse.wheel(0, 20_000);
		await expect(tileOf(page, idOf(TILES - 1))).toBeVisible();
		const { last: scrolled } = await whenHappened(page, "scroll", from);
		expect(await last.reaches("medium", scrolled)).toBeLessThanOrEqual(SETTLED_MS + FOLLOWS_MS);
		expect(await seen.falls("low", scrolled)).toBeLessThanOrEqual(SETTLED_MS + FOLLOWS_MS);
		const watched = (await platform.sensors()).filter(({ attention_level }) => attention_level === "medium");
		expect(watched.map(({ sensor_id }) => sensor_id)).toContain(idOf(TILES - 1));

		const back = Date.now();
		await page.mouse.wheel(0, -20_000);
		await expect(tile).toBeVisible();
		const { last: returned } = await whenHappened(page, "scroll", back);
		expect(await seen.reaches("medium", returned)).toBeLessThanOrEqual(SETTLED_MS + FOLLOWS_MS);
	});

	await test.step("focus, and its tail", async () => {
		const from = Date.now();
		await tile.getByRole("link").focus();
		const { first: came } = await whenHappened(page, "focusin", from);
		expect(await touched.reaches("high", came)).toBeLessThanOrEqual(FOLLOWS_MS);
		const leaves = Date.now();
		await page.getByTestId("lobby-search").focus();
		const { first: left } = await whenHappened(page, "focusin", leaves);
		const tail = await touched.reaches("medium", left);
		expect(tail).toBeGreaterThanOrEqual(FOCUS_TAIL_MS - 100);
		expect(tail).toBeLessThanOrEqual(FOCUS_TAIL_MS + TAIL_END_MS);
	});

	await test.step("a hidden page", async () => {
		const turn = async (hidden: boolean): Promise<number> => {
			const from = Date.now();
			await page.evaluate((value) => {
				Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
				document.dispatchEvent(new Event("visibilitychange"));
			}, hidden);
			return (await whenHappened(page, "visibilitychange", from)).first;
		};
		const hid = await turn(true);
		expect(await seen.falls("none", hid)).toBeLessThanOrEqual(FOLLOWS_MS);
		const shown = await turn(false);
		expect(await seen.reaches("medium", shown)).toBeLessThanOrEqual(FOLLOWS_MS);
		await expect(tile).toHaveAttribute("data-state", "live");
	});

	await test.step("a dead page", async () => {
		const died = Date.now();
		await killRenderers(browser);
		expect(await seen.reaches("none", died, FORGOTTEN_MS)).toBeLessThanOrEqual(FORGOTTEN_MS);
		for (const log of logs)
			expect(await log.reaches("none", died, FORGOTTEN_MS)).toBeLessThanOrEqual(FORGOTTEN_MS);
	});
});

test("the page of a sensor holds its device at the fastest window", async ({ page, device }) => {
	const sensor = await device({ id: "pinned", attributes: { temperature: TEMPERATURE } });
	const level = () => sensor.stream.config.attention_level;
	sensor.play("temperature", () => 20);
	await page.goto("/sensors/pinned");
	await expect.poll(level).toBe("high");
	await expect(page.locator("main")).toContainText("sends every 100 ms");
	await page.goto("/simulator");
	await expect.poll(level).not.toBe("high");
});
