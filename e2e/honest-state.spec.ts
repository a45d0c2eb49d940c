import type { Page } from "@playwright/test";
import { BUSY } from "@sensocto/testkit";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };
const MINUTE = { attribute_type: "humidity", sampling_rate: 1 / 60 };

/** Notes in the page when a tile says another state than live; answers the epoch ms of that moment. */
async function leavesLive(page: Page, sensorId: string): Promise<number> {
	return page.evaluate(
		(id) =>
			new Promise<number>((resolve) => {
				const tile = document.querySelector(`[data-testid="tile"][data-sensor="${id}"]`);
				const look = (): void => {
					if (tile?.getAttribute("data-state") === "live") requestAnimationFrame(look);
					else resolve(performance.timeOrigin + performance.now());
				};
				look();
			}),
		sensorId,
	);
}

test("5 a killed connector's tiles leave live style within 2 s, however slow their signals", async ({
	page,
	device,
}) => {
	const fast = await device({ id: "killed-fast", attributes: { temperature: TEMPERATURE } });
	const slow = await device({ id: "killed-slow", attributes: { humidity: MINUTE } });
	fast.play("temperature", (index) => 20 + (index % 10) / 10);
	slow.play("humidity", () => 40);
	await page.goto(lobby("killed-"));
	for (const id of ["killed-fast", "killed-slow"])
		await expect(tileOf(page, id)).toHaveAttribute("data-state", "live");
	const left = Promise.all([leavesLive(page, "killed-fast"), leavesLive(page, "killed-slow")]);
	const killed = Date.now();
	await Promise.all([fast.drop(), slow.drop()]);
	for (const at of await left) expect(at - killed).toBeLessThanOrEqual(BUSY * 2000);
	for (const id of ["killed-fast", "killed-slow"]) {
		await expect(tileOf(page, id)).toHaveAttribute("data-state", "unavailable");
		await expect(tileOf(page, id)).toContainText("offline");
		await expect(tileOf(page, id)).toHaveClass(/\bold\b/);
	}
});

test("6 a sensor of one value a minute is live before 120 s and late after", async ({ page, device }) => {
	const attributes = { temperature: TEMPERATURE, humidity: MINUTE };
	const young = await device({ id: "minute-young", attributes });
	const old = await device({ id: "minute-old", attributes });
	// The slow value comes first; the fast one then shows the server that the device's clock is right.
	young.record("humidity", 41, Date.now() - 70_000);
	old.record("humidity", 42, Date.now() - 125_000);
	for (const each of [young, old]) each.play("temperature", () => 21.5);
	await page.goto(lobby("minute-", "environment"));
	const humidity = (id: string) => tileOf(page, id).and(page.locator('[data-attribute="humidity"]'));
	await expect(humidity("minute-old")).toHaveAttribute("data-state", "late");
	await expect(humidity("minute-young")).toHaveAttribute("data-state", "live");
	await expect(humidity("minute-young")).toContainText("41");
});

test("6 a silent 100 Hz sensor is flagged within 2 s", async ({ page, device }) => {
	const sensor = await device({
		id: "hundred-hertz",
		attributes: { temperature: { attribute_type: "temperature", sampling_rate: 100 } },
	});
	sensor.play("temperature", (index) => 20 + Math.sin(index / 20));
	await page.goto(lobby("hundred-hertz"));
	await expect(tileOf(page, "hundred-hertz")).toHaveAttribute("data-state", "live");
	const left = leavesLive(page, "hundred-hertz");
	sensor.fallSilent();
	expect((await left) - sensor.lastRecorded).toBeLessThanOrEqual(BUSY * 2000);
	await expect(tileOf(page, "hundred-hertz")).toHaveAttribute("data-state", "stale");
	await expect(tileOf(page, "hundred-hertz").getByTestId("tile-value")).toContainText("—");
});

test("a sensor without any value is unknown, in words", async ({ page, device }) => {
	await device({ id: "wordless", attributes: { temperature: TEMPERATURE } });
	await page.goto(lobby("wordless"));
	await expect(tileOf(page, "wordless")).toHaveAttribute("data-state", "unknown");
	await expect(tileOf(page, "wordless")).toContainText("no value yet");
});

test("8 reduced delivery shows the measured rate against the declared one, and its end within 10 s", async ({
	page,
	device,
}) => {
	const breathing = { attribute_type: "respiration", sampling_rate: 50 };
	const sensor = await device({ id: "thinned", attributes: { respiration: breathing } });
	let every = false;
	// Two of five samples: 20 Hz of 50, never more than three intervals apart.
	sensor.play("respiration", (i) => (every || i % 5 === 0 || i % 5 === 2 ? 50 + (i % 20) : undefined));
	await page.goto(lobby("thinned"));
	const note = tileOf(page, "thinned").locator(".foot .note");
	await expect(note).toHaveText(/^(1[6-9]|2[0-4]) Hz of 50 Hz/);
	await expect(page.getByTestId("delivered")).toContainText(/reduced to (3[2-9]|4[0-8]) %/);
	every = true;
	await expect(note).toHaveText(/^(4\d|5\d|60) Hz ·/);
	await expect(page.getByTestId("delivered")).toContainText("full rate");
});
