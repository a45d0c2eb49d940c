import type { Page } from "@playwright/test";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";
import type { VirtualDevice } from "./fixtures/virtual-device.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };

const level = (device: VirtualDevice) => () => device.stream.config.attention_level;

function hide(page: Page, hidden: boolean): Promise<void> {
	return page.evaluate((value) => {
		Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
		document.dispatchEvent(new Event("visibilitychange"));
	}, hidden);
}

test.describe("touch", () => {
	test.use({ hasTouch: true });

	test("a tap makes a device as fast as a pointer does, until a tap elsewhere and its tail", async ({
		page,
		device,
	}) => {
		const sensor = await device({ id: "tapped", attributes: { temperature: TEMPERATURE } });
		sensor.play("temperature", () => 20);
		await page.goto(lobby("tapped"));
		const tile = tileOf(page, "tapped");
		await expect(tile).toHaveAttribute("data-state", "live");
		await expect.poll(level(sensor)).toBe("medium");
		await tile.locator("canvas").first().tap();
		await expect.poll(level(sensor)).toBe("high");
		await page.locator("h1").tap();
		await expect.poll(level(sensor)).toBe("medium");
	});
});

test("a pin outlasts the hidden page and a reload, and ends with a second press", async ({
	page,
	device,
}) => {
	const sensor = await device({ id: "pin:me", attributes: { temperature: TEMPERATURE } });
	sensor.play("temperature", () => 20);
	await page.goto("/sensors/pin%3Ame");
	await expect.poll(level(sensor)).toBe("high");
	await hide(page, true);
	await expect.poll(level(sensor)).toBe("none");
	await hide(page, false);
	const pin = page.getByTestId("pin");
	await pin.focus();
	await page.keyboard.press("Enter");
	await expect(pin).toHaveAttribute("aria-pressed", "true");
	await page.reload();
	await expect(pin).toHaveAttribute("aria-pressed", "true");
	await hide(page, true);
	await page.waitForFunction(() => document.hidden);
	await expect.poll(level(sensor)).toBe("high");
	await pin.click();
	await expect.poll(level(sensor)).toBe("none");
});

test("a low battery bounds what a page asks of a device, until it is charged", async ({ page, device }) => {
	await page.addInitScript(() => {
		const battery = Object.assign(new EventTarget(), { level: 0.25, charging: false });
		Object.assign(window, { battery });
		Object.defineProperty(navigator, "getBattery", { value: () => Promise.resolve(battery) });
	});
	const set = (values: { level?: number; charging?: boolean }, event: string) =>
		page.evaluate(
			([changed, name]) => {
				const { battery } = window as unknown as { battery: EventTarget };
				Object.assign(battery, changed).dispatchEvent(new Event(name as string));
			},
			[values, event],
		);
	const sensor = await device({ id: "drained", attributes: { temperature: TEMPERATURE } });
	sensor.play("temperature", () => 20);
	await page.goto("/sensors/drained");
	await expect.poll(level(sensor)).toBe("medium");
	await set({ level: 0.1 }, "levelchange");
	await expect.poll(level(sensor)).toBe("low");
	await set({ charging: true }, "chargingchange");
	await expect.poll(level(sensor)).toBe("high");
});
