import type { Page } from "@playwright/test";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

const BREATHING = { attribute_type: "respiration", sampling_rate: 25 };

/** Frames a second as the badge tells them. */
async function frames(page: Page): Promise<number> {
	const text = await page.getByTestId("delivered").innerText();
	return Number(/Delivered ([\d.]+) Hz/.exec(text)?.[1]);
}

test("8 a slower rate is chosen by keyboard: the measured rate falls, its reason is said, automatic brings it back", async ({
	page,
	device,
}) => {
	const sensor = await device({ id: "choosing", attributes: { respiration: BREATHING } });
	sensor.play("respiration", (i) => 50 + (i % 20));
	// What is pinned is sent ten times a second.
	await page.goto("/sensors/choosing");
	await page.getByTestId("pin").click();
	await page.goto(lobby("choosing"));
	const badge = page.getByTestId("delivered");
	const reason = page.getByTestId("delivery-reason");
	await expect.poll(() => frames(page)).toBeGreaterThan(6);

	await page.locator("button", { has: badge }).focus();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("radio", { name: /Automatic/ })).toBeFocused();
	await expect(reason).toHaveText("Nothing holds updates back.");
	for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowDown");
	await expect(page.getByRole("radio", { name: /Low/ })).toBeChecked();
	await expect.poll(() => frames(page)).toBeLessThan(3.5);
	await expect(badge).toHaveText(/ · you chose$/);
	await expect(reason).toHaveText("You chose low.");
	await page.keyboard.press("ArrowDown");
	await expect.poll(() => frames(page)).toBeLessThan(1.5);
	await expect(reason).toHaveText("You chose minimal.");

	await page.keyboard.press("Escape");
	await expect(reason).toBeHidden();
	await expect(page.locator("button", { has: badge })).toBeFocused();
	await page.keyboard.press("Enter");
	await page.getByRole("radio", { name: /Automatic/ }).check();
	await expect.poll(() => frames(page)).toBeGreaterThan(6);
	await expect(badge).toContainText("full rate");
});

test("8 fewer updates by choice are explained with their measured rate, and make nothing late", async ({
	page,
	device,
}) => {
	const breathing = { attribute_type: "respiration", sampling_rate: 25 };
	const sensor = await device({ id: "chosen", attributes: { respiration: breathing } });
	sensor.play("respiration", (i) => 50 + (i % 20));
	await page.goto(lobby("chosen"));
	const tile = tileOf(page, "chosen");
	await expect(tile).toHaveAttribute("data-state", "live");
	await page.getByTestId("delivered").click();
	await page.getByRole("radio", { name: /Minimal/ }).check();
	await expect(page.getByTestId("delivered")).toHaveText(/^Delivered (0\.8|1|1\.[0-2]) Hz · you chose$/);
	await expect(page.getByTestId("delivery-reason")).toHaveText("You chose minimal.");
	const states = () =>
		tile.evaluate(
			(element) =>
				new Promise<(string | undefined)[]>((resolve) => {
					const seen: (string | undefined)[] = [element.dataset.state];
					const watch = new MutationObserver(() => seen.push(element.dataset.state));
					watch.observe(element, { attributes: true, attributeFilter: ["data-state"] });
					setTimeout(() => resolve(seen), 4_000);
				}),
		);
	// A machine that stands still for seconds makes samples late, and then they are called so.
	await expect.poll(async () => [...new Set(await states())], { timeout: 60_000 }).toEqual(["live"]);

	await page.getByRole("radio", { name: /Automatic/ }).check();
	await expect(page.getByTestId("delivered")).toContainText("full rate");
});
