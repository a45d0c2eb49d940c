import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";
import type { VirtualDevice } from "./fixtures/virtual-device.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };
const TILES = 60;

/** Attention outlasts what caused it: so long after the pointer left, and after the focus did, in ms. */
const HOVER_TAIL = { timeout: 10_000 };
const FOCUS_TAIL = { timeout: 17_000 };

const level = (device: VirtualDevice) => () => device.stream.config.attention_level;

test("C18 a device's window follows the eyes: view, hover, focus, scroll, hidden page, closed page", async ({
	page,
	device,
	platform,
}) => {
	test.setTimeout(90_000);
	const first = await device({ id: "eyes-00", attributes: { temperature: TEMPERATURE } });
	for (let i = 1; i < TILES; i++) {
		const id = `eyes-${String(i).padStart(2, "0")}`;
		(await device({ id, attributes: { temperature: TEMPERATURE } })).record("temperature", i, Date.now());
	}
	first.play("temperature", (i) => 20 + (i % 10) / 10);
	expect(level(first)()).toBe("none");

	await page.goto(lobby("eyes-"));
	const tile = tileOf(page, "eyes-00");
	await expect(tile).toHaveAttribute("data-state", "live");
	await expect.poll(level(first)).toBe("medium");
	expect(first.stream.config.recommended_batch_window).toBeLessThanOrEqual(500);

	await tile.hover();
	await expect.poll(level(first)).toBe("high");
	expect(first.stream.config.recommended_batch_window).toBe(100);
	await page.locator("h1").hover();
	expect(level(first)()).toBe("high");
	await expect.poll(level(first), HOVER_TAIL).toBe("medium");

	await tile.getByRole("link").focus();
	await expect.poll(level(first)).toBe("high");
	await page.getByTestId("lobby-search").focus();
	expect(level(first)()).toBe("high");
	await expect.poll(level(first), FOCUS_TAIL).toBe("medium");

	await page.mouse.wheel(0, 20_000);
	await expect(tileOf(page, `eyes-${TILES - 1}`)).toBeVisible();
	await expect.poll(level(first)).toBe("low");
	const watched = (await platform.sensors()).filter(({ attention_level }) => attention_level === "medium");
	expect(watched.map(({ sensor_id }) => sensor_id)).toContain(`eyes-${TILES - 1}`);

	await page.mouse.wheel(0, -20_000);
	await expect.poll(level(first)).toBe("medium");
	const hide = (hidden: boolean) =>
		page.evaluate((value) => {
			Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
			document.dispatchEvent(new Event("visibilitychange"));
		}, hidden);
	await hide(true);
	await expect.poll(level(first)).toBe("none");
	await hide(false);
	await expect.poll(level(first)).toBe("medium");
	await expect(tile).toHaveAttribute("data-state", "live");

	await page.close();
	await expect.poll(level(first)).toBe("none");
});

test("the page of a sensor holds its device at the fastest window", async ({ page, device }) => {
	const sensor = await device({ id: "pinned", attributes: { temperature: TEMPERATURE } });
	sensor.play("temperature", () => 20);
	await page.goto("/sensors/pinned");
	await expect.poll(level(sensor)).toBe("high");
	await expect(page.locator("main")).toContainText("sends every 100 ms");
	await page.goto("/simulator");
	await expect.poll(level(sensor)).not.toBe("high");
});
