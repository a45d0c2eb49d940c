import AxeBuilder from "@axe-core/playwright";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import type { Platform } from "./fixtures/platform.ts";
import { expect, test } from "./fixtures/test.ts";

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

/** Glasses that nobody takes off. */
const GLASSES = `version: 1
seed: 6
title: Glasses
connectors:
  - id: glasses
    name: Glasses
    sensors:
      - id: glasses-1
        name: Always worn
        type: glasses
        glasses: { off_turns: 0 }
        attributes:
          - type: eye_gaze
          - type: eye_worn
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
	await expect(tile).toHaveAttribute("data-state", /late|stale/);
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
	await card.getByRole("button", { name: "Stop Box 2" }).click();
	await expect(card).toContainText("every connector stopped");
	await card.getByRole("button", { name: "Start Box 2" }).click();
	await expect(card).toContainText(/running for/);

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
	await expect.poll(() => beats(platform, from, from + 6000), { timeout: 60_000 }).toBeDefined();
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
	const { violations } = await new AxeBuilder({ page }).analyze();
	const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	expect(grave.map(({ id }) => id)).toEqual([]);
});

test("a pose is seen as a figure that moves, a gaze as a place, and a press as a mark", async ({
	page,
	platform,
}) => {
	for (const name of ["pose", "motion"]) await platform.api(`/api/simulator/scenarios/${name}/start`, "POST");
	await platform.play("glasses", GLASSES);
	await page.goto(lobby("person 1 pose", "skeleton"));
	const figure = tileOf(page, "pose-person-1").getByRole("img", {
		name: /\d+ of 33 points of the body seen/,
	});
	await expect(figure).toBeVisible();
	const bones = figure.locator("path");
	const before = await bones.getAttribute("d");
	await expect.poll(() => bones.getAttribute("d")).not.toBe(before);

	await page.goto(lobby("always worn", "gaze"));
	const eyes = tileOf(page, "glasses-1");
	const gaze = eyes.and(page.locator('[data-attribute="eye_gaze"]'));
	await expect(gaze.getByRole("img", { name: /where the eyes look/ })).toBeVisible();
	await expect(gaze.getByTestId("tile-value")).toHaveText(/^\d\.\d{3} · \d\.\d{3}\s*$/);
	const worn = eyes.and(page.locator('[data-attribute="eye_worn"]'));
	await expect(worn.getByTestId("tile-value")).toHaveText(/yes|—/);

	await page.goto(lobby("remote with buttons"));
	await expect(tileOf(page, "motion-remote")).toContainText(/(nothing|once|\d+ times) in the last 10 s/);
});
