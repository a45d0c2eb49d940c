import { lobby, tileOf } from "./fixtures/lobby.ts";
import type { Platform } from "./fixtures/platform.ts";
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

/** Two devices with one probe each. */
const BOXES = `version: 1
seed: 4
title: Two boxes
connectors:
  - id: box-{n}
    name: Box {n}
    count: 2
    sensors:
      - id: box-probe-{n}
        name: Box probe {n}
        type: probe
        attributes:
          - type: temperature
            rate: 5
`;

const HEART = `version: 1
seed: 5
title: A heart
connectors:
  - id: heart
    name: Heart
    sensors:
      - id: heart-1
        name: Heart 1
        type: chest-belt
        person: { heart_rate: 60, heart_rate_spread: 0 }
        attributes:
          - type: ecg
`;

test.afterEach("nothing is left running", async ({ platform }) => {
	const { scenarios } = await platform.api<{ scenarios: { name: string; running: boolean }[] }>(
		"/api/simulator",
	);
	for (const { name, running } of scenarios)
		if (running) await platform.api(`/api/simulator/scenarios/${name}/stop`, "POST");
});

/** Heartbeats and samples in the stored ECG between two instants, epoch ms; undefined until all of it is stored. */
async function beats(
	platform: Platform,
	from: number,
	to: number,
): Promise<{ beats: number; samples: number } | undefined> {
	const path = `/api/sensors/heart-1/attributes/ecg/history?from=${from}&to=${to}&max_points=10000`;
	const { dt, t0, v } = await platform.api<{ t0: number; dt: number[]; v: number[] }>(path);
	if (t0 + (dt.at(-1) ?? 0) < to - 100) return undefined;
	const threshold = Math.max(...v) / 2;
	const rises = v.filter((value, index) => value > threshold && (v[index - 1] ?? value) <= threshold);
	return { beats: rises.length, samples: v.length };
}

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

test("a paused scenario is silent and says so, keeps its connections, and goes on", async ({
	page,
	platform,
}) => {
	await platform.play("boxes", BOXES);
	await page.goto(lobby("box probe"));
	const tile = tileOf(page, "box-probe-1");
	await expect(tile).toHaveAttribute("data-state", "live");

	await page.goto("/simulator");
	const card = page.getByTestId("scenario-boxes");
	const pause = card.getByTestId("pause-boxes");
	await pause.focus();
	await page.keyboard.press("Enter");
	await expect(card).toContainText(/paused, started .+ ago/);
	await expect(pause).toHaveText(/Resume/);
	await expect(pause).toBeFocused();
	await page.goto(lobby("box probe"));
	await expect(tile).toHaveAttribute("data-state", /late|stale/, { timeout: 20_000 });
	const status = (await platform.sensors()).find(({ sensor_id }) => sensor_id === "box-probe-1")?.status;
	expect(status).toBe("online");

	await page.goto("/simulator");
	await pause.click();
	await expect(card).toContainText(/running for/);
	await page.goto(lobby("box probe"));
	await expect(tile).toHaveAttribute("data-state", "live");
});

test("one connector pauses, stops and starts again by itself", async ({ page, platform }) => {
	await platform.play("boxes", BOXES);
	await page.goto("/simulator");
	const card = page.getByTestId("scenario-boxes");
	await card.getByTestId("controls-boxes").click();
	const box = card.getByTestId("connector-box-1");
	await expect(box).toContainText("connected · 1 sensor");
	await box.getByRole("button", { name: "Pause Box 1" }).click();
	await expect(box).toContainText("paused: connected, silent");
	await expect(card).toContainText(/running for/);
	await box.getByRole("button", { name: "Stop Box 1" }).click();
	await expect(box).toContainText("stopped: off the network");
	await expect(card.getByTestId("controls-boxes")).toContainText("1 stopped");

	await page.goto(lobby("box probe"));
	await expect(tileOf(page, "box-probe-1")).toHaveAttribute("data-state", "unavailable");
	await expect(tileOf(page, "box-probe-2")).toHaveAttribute("data-state", "live");

	await page.goto("/simulator");
	await card.getByTestId("controls-boxes").click();
	await box.getByRole("button", { name: "Start Box 1" }).click();
	await expect(box).toContainText("connected · 1 sensor");
	await page.goto(lobby("box probe"));
	await expect(tileOf(page, "box-probe-1")).toHaveAttribute("data-state", "live");
});

test("at speed 4 a heart beats four times as often and its ECG keeps its rate", async ({
	page,
	platform,
}) => {
	await platform.play("heart", HEART);
	await page.goto("/simulator");
	const card = page.getByTestId("scenario-heart");
	await card.getByTestId("controls-heart").click();
	await expect(card.getByText("Signals run as in life.")).toBeVisible();
	await card.getByTestId("speed-heart").selectOption("4");
	await expect(card.getByText("Signals run 4 times as fast as in life")).toBeVisible();
	await expect(card).toContainText("4× speed");
	// Half a second later everything that is measured is measured at the new speed.
	const from = Date.now() + 500;
	await expect.poll(() => beats(platform, from, from + 6000), { timeout: 25_000 }).toBeDefined();
	const found = await beats(platform, from, from + 6000);
	expect(found!.beats).toBeGreaterThan(19);
	expect(found!.beats).toBeLessThan(29);
	expect(Math.abs(found!.samples - 1500)).toBeLessThan(20);
});

test("a control that is refused says why and shows what is so", async ({ page, platform }) => {
	await platform.play("boxes", BOXES);
	await page.route("**/scenarios/boxes/speed", (route) =>
		route.fulfill({
			status: 503,
			json: { error: "unavailable", message: "The simulator is being restarted." },
		}),
	);
	await page.goto("/simulator");
	const card = page.getByTestId("scenario-boxes");
	await card.getByTestId("controls-boxes").click();
	await card.getByTestId("speed-boxes").selectOption("16");
	await expect(card.getByRole("alert")).toContainText("The simulator is being restarted.");
	await expect(card.getByTestId("speed-boxes")).toHaveValue("1");
	await expect(card).not.toContainText("16× speed");
});

test("21 the controls of a run fit a narrow phone and a thumb", async ({ page, platform }) => {
	await platform.play("boxes", BOXES);
	await page.setViewportSize({ width: 320, height: 700 });
	await page.goto("/simulator");
	const card = page.getByTestId("scenario-boxes");
	await card.getByTestId("controls-boxes").click();
	for (const control of await card.locator("button, select, summary, a").all()) {
		const box = await control.boundingBox();
		expect(box?.height, await control.innerText()).toBeGreaterThanOrEqual(44);
	}
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
