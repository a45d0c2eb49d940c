import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { DEMO, ROUTES } from "./fixtures/routes.ts";
import { openSettled } from "./fixtures/settled.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ settings: DEMO });

/** Presses Tab until an element has the focus; fails when it cannot be reached that way. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
	await expect(target).toBeVisible();
	for (let presses = 0; presses < 80; presses++) {
		if (await target.evaluate((node) => node === document.activeElement)) return;
		await page.keyboard.press(key);
	}
	throw new Error(`${target} is not reached by ${key}`);
}

for (const theme of ["dark", "light"]) {
	test.describe(`in the ${theme} theme`, () => {
		for (const path of ROUTES) {
			test(`20 no serious or critical finding of axe on ${path}`, async ({ page }) => {
				await page.addInitScript((choice) => localStorage.setItem("sensocto:theme", choice), theme);
				await openSettled(page, path);
				await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
				const { violations } = await new AxeBuilder({ page }).analyze();
				const grave = violations
					.filter(({ impact }) => impact === "serious" || impact === "critical")
					.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
				expect(grave).toEqual([]);
			});
		}
	});
}

test("20 the lobby works by keyboard: skip link, freeze, window, tile, way back", async ({ page }) => {
	await openSettled(page, "/lobby");
	await page.keyboard.press("Tab");
	await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
	await page.keyboard.press("Enter");
	await tabTo(page, page.getByTestId("time-freeze"));
	await page.keyboard.press("Enter");
	await expect(page.getByTestId("time-freeze")).toHaveAttribute("aria-pressed", "true");
	await tabTo(page, page.getByTestId("time-live"), "Shift+Tab");
	await page.keyboard.press("Enter");
	await expect(page.getByTestId("time-live")).toHaveAttribute("aria-pressed", "true");
	await tabTo(page, page.getByTestId("time-window"));
	await page.keyboard.press("ArrowDown");
	await expect(page.getByTestId("time-window")).toHaveValue("30000");
	await page.keyboard.press("Control+k");
	await expect(page.getByTestId("lobby-search")).toBeFocused();
	const link = page.getByTestId("tile").first().getByRole("link");
	await tabTo(page, link);
	const name = (await link.textContent())!.trim();
	await page.keyboard.press("Enter");
	await expect(page.locator("h1")).toHaveText(name);
	await page.goBack();
	await expect(page.locator("h1")).toHaveText("Lobby");
});

test("20 a scenario is written, checked, deleted by keyboard; the dialog returns the focus", async ({
	page,
	platform,
}) => {
	const yaml =
		"version: 1\ntitle: Keys\nconnectors: [{id: k, name: K, sensors: [{id: k1, name: K 1, type: probe, attributes: [{type: temperature}]}]}]\n";
	await platform.api("/api/simulator/scenarios/keys", "PUT", { yaml });
	await openSettled(page, "/simulator?edit=keys");
	await tabTo(page, page.getByTestId("scenario-yaml"));
	await page.keyboard.press("Escape");
	await page.keyboard.press("Tab");
	await expect(page.getByTestId("scenario-yaml")).not.toBeFocused();
	await tabTo(page, page.getByTestId("scenario-validate"));
	await page.keyboard.press("Enter");
	await expect(page.getByTestId("scenario-verdict")).toContainText("Valid");
	await tabTo(page, page.getByTestId("scenario-delete"));
	await page.keyboard.press("Enter");
	await expect(page.getByRole("dialog")).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.getByRole("dialog")).toHaveCount(0);
	await expect(page.getByTestId("scenario-delete")).toBeFocused();
	await page.keyboard.press("Enter");
	await tabTo(page, page.getByTestId("scenario-delete-confirm"));
	await page.keyboard.press("Enter");
	await expect(page).toHaveURL(/\/simulator$/);
});

test("20 every plot has a text summary and a table view", async ({ page }) => {
	await openSettled(page, "/lobby");
	const plots = page.locator('[data-testid="tile"] canvas');
	await expect(plots.first()).toBeVisible();
	const summaries = await plots.evaluateAll((nodes) =>
		nodes.map((node) => node.closest('[role="img"]')?.getAttribute("aria-label") ?? ""),
	);
	for (const summary of summaries) expect(summary).toMatch(/^.+ of .+, last 10 s: /);

	await openSettled(page, "/sensors/demo-person-1?window=10000");
	const ecg = page.getByTestId("attribute-ecg");
	await ecg.getByRole("button", { name: "Table" }).click();
	await expect(ecg.getByRole("row")).toHaveCount(201);
	await expect(ecg.getByRole("columnheader", { name: /mV/ })).toBeVisible();
});
