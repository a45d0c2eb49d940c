import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

const YAML = `version: 1
seed: 3
title: Two probes
description: Two probes in a cellar.
connectors:
  - id: cellar
    name: Cellar
    sensors:
      - id: cellar-probe-{n}
        name: Cellar probe {n}
        type: probe
        count: 2
        attributes:
          - type: temperature
`;

test("a scenario starts and stops; what it sends is badged everywhere", async ({ page, platform }) => {
	await page.goto("/simulator");
	const card = page.getByTestId("scenario-one-person");
	await card.getByTestId("start-one-person").click();
	await expect(card).toContainText(/running for/);
	await card.locator("summary").click();
	await expect(card.getByRole("listitem")).toContainText("connected");
	await card.getByRole("listitem").getByRole("link").click();
	await expect(page).toHaveURL(/\/sensors\?connector=/);

	const rows = page.locator("tr").filter({ has: page.getByTestId("sensor-row") });
	await expect(rows).toHaveCount(3);
	await expect(rows.locator(".tag")).toHaveText(["simulated", "simulated", "simulated"]);
	const row = rows.filter({ hasText: "Person 1 chest belt" });
	const sensor = (await platform.sensors()).find(({ sensor_id }) => sensor_id === "one-person-chest");
	await row.getByTestId("sensor-row").click();
	await expect(page.locator("h1")).toHaveText(sensor!.sensor_name);
	for (const { attribute_id, provenance, derived_from } of sensor!.attributes) {
		const badge = derived_from === null ? provenance : `derived from ${derived_from}`;
		await expect(page.getByTestId(`attribute-${attribute_id}`).locator(".tag").first()).toHaveText(badge);
	}
	await page.goto(lobby(sensor!.sensor_name));
	await expect(tileOf(page, sensor!.sensor_id)).toContainText("simulated");

	await page.goto("/simulator");
	await card.getByTestId("stop-one-person").click();
	await expect(card).toContainText("not running");
	await expect
		.poll(async () => (await platform.sensors()).find((each) => each.sensor_id === sensor!.sensor_id)?.status)
		.not.toBe("online");
});

test("mistakes in a scenario are named by line and column, and lead there", async ({ page }) => {
	await page.goto("/simulator");
	await page.getByTestId("scenario-new").click();
	const text = page.getByTestId("scenario-yaml");
	await text.fill(YAML.replace("type: temperature", "type: temperature\n            rate: fast"));
	await page.getByTestId("scenario-validate").click();
	const verdict = page.getByTestId("scenario-verdict");
	await expect(verdict).toContainText("One problem");
	await expect(verdict.getByRole("button")).toContainText(/Line 15:\d+/);
	await expect(page.locator(".gutter .wrong")).toHaveText("15");
	await verdict.getByRole("button").click();
	await expect(text).toBeFocused();
	expect(
		await text.evaluate(
			(area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length,
		),
	).toBe(15);

	await text.fill(YAML);
	await page.getByTestId("scenario-validate").click();
	await expect(verdict).toContainText("Valid");
	await expect(verdict).toContainText("1 connectors, 2 sensors, 2 attributes");
});

test("a scenario of one's own is saved, survives a reload, runs, and is deleted", async ({ page }) => {
	await page.goto("/simulator?edit=new");
	await page.getByTestId("scenario-name").fill("cellar");
	await page.getByTestId("scenario-yaml").fill(YAML);
	await page.getByTestId("scenario-save").click();
	await expect(page.getByTestId("scenario-verdict")).toContainText("Saved as “cellar”");
	await expect(page).toHaveURL(/edit=cellar/);
	await page.reload();
	await expect(page.getByTestId("scenario-yaml")).toHaveValue(YAML);

	await page.getByTestId("scenario-run").click();
	const card = page.getByTestId("scenario-cellar");
	await expect(card).toContainText("custom");
	await expect(card).toContainText(/running/);
	await page.goto(lobby("cellar probe"));
	await expect(tileOf(page, "cellar-probe-2")).toHaveAttribute("data-state", "live");

	await page.goto("/simulator?edit=cellar");
	await page.getByTestId("scenario-delete").click();
	await expect(page.getByRole("dialog")).toContainText("It is running and stops first");
	await page.getByTestId("scenario-delete-confirm").click();
	await expect(page).toHaveURL(/\/simulator$/);
	await expect(page.getByTestId("scenario-demo")).toBeVisible();
	await expect(card).toHaveCount(0);
});

test("a ready-made scenario opens as a copy and cannot be overwritten", async ({ page }) => {
	await page.goto("/simulator?edit=demo");
	await expect(page.getByText("This is the text of the ready-made scenario")).toBeVisible();
	await expect(page.getByTestId("scenario-delete")).toHaveCount(0);
	await page.getByTestId("scenario-name").fill("demo");
	await expect(page.getByTestId("scenario-save")).toBeDisabled();
	await expect(page.locator("#scenario-name-problem")).not.toBeEmpty();
});
