import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 1 };
const BATTERY = { attribute_type: "battery", sampling_rate: 1 / 60 };

const names = (page: Page) => page.getByTestId("sensor-row").allTextContents();

test("the table of sensors filters, sorts and keeps both in the address", async ({ page, device }) => {
	const attributes = { temperature: TEMPERATURE, battery: BATTERY };
	for (const [index, name] of ["Pine", "Ash", "Oak"].entries()) {
		const provenance = name === "Oak" ? "replayed" : "real";
		const facts = {
			id: `tree-${name}`,
			name,
			connector: `Wood ${index % 2}`,
			provenance,
			attributes,
		} as const;
		const tree = await device({ ...facts, ...(name === "Oak" ? { source: "Recorded in a park" } : {}) });
		tree.record("battery", { level: 90 - 30 * index, charging: "no" }, Date.now());
		tree.play("temperature", () => 10 + index);
	}
	const gone = await device({ id: "tree-Elm", name: "Elm", connector: "Wood 0", attributes });
	await gone.drop();

	await page.goto("/sensors?q=tree-");
	await expect.poll(() => names(page)).toEqual(["Ash", "Elm", "Oak", "Pine"]);
	const sort = (head: string) => page.getByRole("columnheader", { name: head }).getByRole("button");
	await sort("Battery").click();
	await expect(page).toHaveURL(/sort=battery/);
	await sort("Battery").click();
	await expect(page).toHaveURL(/sort=-battery/);
	await expect(page.getByRole("columnheader", { name: "Battery" })).toHaveAttribute(
		"aria-sort",
		"descending",
	);
	await expect
		.poll(async () => (await names(page)).filter((name) => name !== "Elm"))
		.toEqual(["Pine", "Ash", "Oak"]);

	await page.getByTestId("sensors-state").selectOption("live");
	await expect.poll(() => names(page)).toEqual(["Pine", "Ash", "Oak"]);
	await page.getByLabel("Connector", { exact: true }).selectOption({ label: "Wood 0" });
	await expect.poll(() => names(page)).toEqual(["Pine", "Oak"]);
	await page.reload();
	await expect.poll(() => names(page)).toEqual(["Pine", "Oak"]);
	await expect(page.getByTestId("sensors-state")).toHaveValue("live");

	await page.getByLabel("Origin").selectOption("replayed");
	await expect.poll(() => names(page)).toEqual(["Oak"]);
	await expect(page.locator("tbody .tag")).toHaveText("replayed");

	await page.getByTestId("sensors-search").fill("tree-nobody");
	await expect(page.getByRole("heading", { name: "No sensor matches" })).toBeVisible();
	await page.getByRole("button", { name: "Show all" }).click();
	await expect(page.getByTestId("sensor-row").filter({ hasText: "Elm" })).toBeVisible();
});

test("a sensor that appears or leaves shows in the open table", async ({ page, device }) => {
	await page.goto("/sensors?q=visitor");
	await expect(page.locator("h1")).toHaveText("Sensors");
	const visitor = await device({ id: "visitor", attributes: { temperature: TEMPERATURE } });
	visitor.play("temperature", () => 4);
	const row = page.locator("tr").filter({ has: page.getByTestId("sensor-row") });
	await expect(row.locator('[data-state="live"]')).toBeVisible();
	await visitor.drop();
	await expect(row.locator('[data-state="unavailable"]')).toBeVisible();
});

test("20 the table is searched, sorted and followed by keyboard", async ({ page, device }) => {
	for (const name of ["Keys one", "Keys two"]) {
		const sensor = await device({
			id: name.replace(" ", "-"),
			name,
			attributes: { temperature: TEMPERATURE },
		});
		sensor.record("temperature", 1, Date.now());
	}
	await page.goto("/sensors");
	await page.getByTestId("sensors-search").focus();
	await page.keyboard.type("keys");
	await expect.poll(() => names(page)).toEqual(["Keys one", "Keys two"]);
	const head = page.getByRole("columnheader", { name: "Name" }).getByRole("button");
	for (let press = 0; press < 20; press++) {
		if (await head.evaluate((node) => node === document.activeElement)) break;
		await page.keyboard.press("Tab");
	}
	await expect(head).toBeFocused();
	await page.keyboard.press("Enter");
	await expect.poll(() => names(page)).toEqual(["Keys two", "Keys one"]);
	for (let press = 0; press < 20; press++) {
		await page.keyboard.press("Tab");
		if (await page.evaluate(() => document.activeElement?.getAttribute("data-testid") === "sensor-row"))
			break;
	}
	await page.keyboard.press("Enter");
	await expect(page.locator("h1")).toHaveText("Keys two");
});
