import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

test("a restarted server: banner, honest tiles, and everything back without a reload", async ({
	page,
	device,
	platform,
}) => {
	test.setTimeout(60_000);
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

	await platform.launch();
	await expect(banner).toBeHidden({ timeout: 30_000 });
	await expect(tile).toHaveAttribute("data-state", "live", { timeout: 30_000 });
	await expect(page.locator("body")).toHaveAttribute("data-same-page", "");
	await expect(page).toHaveURL(/q=survivor/);
});
