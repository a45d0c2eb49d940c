import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

test("a restarted server: banner, honest tiles, and everything back without a reload", async ({
	page,
	device,
	platform,
}) => {
	const sensor = await device({
		id: "survivor",
		attributes: { temperature: { attribute_type: "temperature", sampling_rate: 10 } },
	});
	sensor.play("temperature", (i) => 20 + (i % 10) / 10);
	await page.goto(lobby("survivor"));
	const tile = tileOf(page, "survivor");
	await expect(tile).toHaveAttribute("data-state", "live");
	await page.evaluate(() => document.body.setAttribute("data-same-page", ""));

	await platform.halt();
	const banner = page.getByTestId("connection-banner");
	await expect(banner).toBeVisible();
	await expect(banner).toContainText("Trying again by itself");
	await expect(tile).not.toHaveAttribute("data-state", "live");
	await expect(tile).toContainText("no connection");

	const lost = Date.now();
	await platform.launch();
	await expect(banner).toBeHidden({ timeout: 30_000 });
	await expect(tile).toHaveAttribute("data-state", "live");
	await expect(page.locator("body")).toHaveAttribute("data-same-page", "");
	await expect(page).toHaveURL(/q=survivor/);

	// What the device measured meanwhile arrives late, but whole and in order.
	const back = Date.now();
	const path = `/api/sensors/survivor/attributes/temperature/history?from=${lost}&to=${back}&max_points=2000`;
	const history = async () => (await platform.api<{ dt: number[] }>(path)).dt;
	const expected = Math.floor((back - lost) / 100);
	await expect.poll(async () => (await history()).length).toBeGreaterThanOrEqual(expected);
	const times = await history();
	expect(new Set(times.slice(1).map((at, index) => at - times[index]!))).toEqual(new Set([100]));
});
