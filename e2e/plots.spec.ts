import type { Page } from "@playwright/test";
import { readPlots } from "./fixtures/chart-probe.ts";
import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

const HZ = 20;
const TEMPERATURE = { attribute_type: "temperature", sampling_rate: HZ };
const BREATHING = { attribute_type: "respiration", sampling_rate: HZ };

/** Pixels of a strong colour in a vertical strip of a tile's plot; left and right are shares of its width. */
async function colourful(page: Page, sensorId: string, left: number, right: number): Promise<number> {
	return tileOf(page, sensorId)
		.locator("canvas")
		.evaluate(
			(canvas: HTMLCanvasElement, [from, to]) => {
				const x = Math.round(canvas.width * from);
				const width = Math.max(1, Math.round(canvas.width * to) - x);
				const { data } = canvas.getContext("2d")!.getImageData(x, 0, width, canvas.height);
				let count = 0;
				for (let i = 0; i < data.length; i += 4) {
					const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
					if (Math.max(r, g, b) - Math.min(r, g, b) > 90) count++;
				}
				return count;
			},
			[left, right] as const,
		);
}

test("7 no line is drawn across a gap of more than three intervals", async ({ page, device }) => {
	const sensor = await device({ id: "gap-1", attributes: { respiration: BREATHING } });
	const from = Date.now() - 8000;
	const [first, last] = [2 * HZ, 5 * HZ];
	sensor.play("respiration", (i) => (i > first && i < last ? undefined : 50 + 40 * Math.sin(i / 4)), from);
	await page.goto(lobby("gap-1"));
	// A window that holds the gap however long the page takes to come to life.
	await page.getByTestId("time-window").selectOption({ label: "30 s" });
	await expect.poll(async () => (await readPlots(page)).get("gap-1")?.points ?? 0).toBeGreaterThan(4 * HZ);
	const frozenAt = await page.evaluate(() => {
		document.querySelector<HTMLElement>('[data-testid="time-freeze"]')!.click();
		return performance.timeOrigin + performance.now();
	});
	const gap = { from: from + 2000, to: from + 5000 };
	// Samples of before the freeze are on their way for a moment; then nothing else is missing.
	await expect.poll(async () => (await readPlots(page)).get("gap-1")?.gaps).toEqual([gap]);

	const share = (at: number): number => 1 - (frozenAt - at) / 30_000;
	// The plot's edge lies a fraction of a second behind, so a second is left out at both ends of the gap.
	expect(await colourful(page, "gap-1", share(gap.from + 1000), share(gap.to - 1000))).toBe(0);
	expect(await colourful(page, "gap-1", share(gap.to + 1000), share(gap.to + 2000))).toBeGreaterThan(0);
});

test("9 freezing, scrolling back and another window reach every plot at once; space goes live", async ({
	page,
	device,
}) => {
	const ids = ["clock-1", "clock-2", "clock-3"];
	const from = Date.now() - 60_000;
	for (const id of ids) {
		const sensor = await device({ id, attributes: { respiration: BREATHING } });
		sensor.play("respiration", (i) => 50 + Math.sin(i / 9), from);
	}
	await page.goto(lobby("clock-"));
	const drawn = async (): Promise<number[]> => {
		const plots = await readPlots(page);
		return ids.map((id) => plots.get(id)?.lastDrawn ?? Number.NaN);
	};
	const points = async (): Promise<number[]> => {
		const plots = await readPlots(page);
		return ids.map((id) => plots.get(id)?.points ?? 0);
	};
	await expect.poll(async () => Math.min(...(await points()))).toBeGreaterThan(8 * HZ);

	await page.getByTestId("time-freeze").click();
	const behind = (least: number) =>
		expect
			.poll(async () =>
				Number(/^−(\d+(\.\d)?) s$/.exec(await page.getByTestId("time-behind").innerText())?.[1]),
			)
			.toBeGreaterThan(least);
	// Samples of before the freeze are on their way for a while. The devices measure at the same instants.
	await behind(3);
	await expect.poll(async () => new Set(await drawn()).size).toBe(1);
	const held = await drawn();
	await behind(5);
	expect(await drawn()).toEqual(held);
	await expect(tileOf(page, ids[0]!)).toContainText("held");

	await page.getByRole("button", { name: "Scroll back 5 s" }).click();
	// One sample more or less: what is known of the devices' clocks moves by some milliseconds.
	const isBack = async () =>
		(await drawn()).every((at, index) => Math.abs(held[index]! - at - 5000) <= 1000 / HZ);
	await expect.poll(isBack).toBe(true);

	await page.getByTestId("time-window").selectOption({ label: "30 s" });
	await expect.poll(async () => Math.min(...(await points()))).toBeGreaterThanOrEqual(29 * HZ);
	expect(Math.max(...(await points()))).toBeLessThanOrEqual(31 * HZ);

	await page.locator("h1").click();
	await page.keyboard.press("Space");
	await expect(page.getByTestId("time-live")).toHaveAttribute("aria-pressed", "true");
	await expect.poll(async () => (await drawn()).every((at, index) => at > held[index]!)).toBe(true);
});

test("10 pointing at one plot reads every plot at that instant, with unit and digits", async ({
	page,
	device,
}) => {
	const from = Date.now() - 12_000;
	for (const [order, id] of ["cursor-1", "cursor-2"].entries()) {
		const sensor = await device({ id, attributes: { temperature: TEMPERATURE } });
		sensor.play("temperature", (i) => 20 * order + i / 10, from);
	}
	await page.goto(lobby("cursor-"));
	await expect.poll(async () => (await readPlots(page)).get("cursor-2")?.points ?? 0).toBeGreaterThan(8 * HZ);
	await page.getByTestId("time-freeze").click();
	const plot = tileOf(page, "cursor-1").locator("canvas");
	await plot.hover({ position: { x: 120, y: 30 } });
	const label = (id: string) => tileOf(page, id).locator(".cross span");
	for (const id of ["cursor-1", "cursor-2"]) await expect(label(id)).toHaveText(/^\d+\.\d °C$/);
	const read = async (id: string): Promise<number> => Number.parseFloat((await label(id).textContent())!);
	// Both signals rise alike, 20 °C apart, so the same instant reads that difference: to a sample, which is 0.1 °C, since
	// what is known of the devices' clocks differs by some milliseconds.
	const apart = async () => Math.abs((await read("cursor-2")) - (await read("cursor-1")) - 20);
	expect(await apart()).toBeLessThan(0.15);

	const before = await read("cursor-2");
	await tileOf(page, "cursor-1").getByRole("link").focus();
	await page.keyboard.press("Shift+ArrowLeft");
	await expect.poll(() => read("cursor-2")).toBeLessThan(before);
	expect(await apart()).toBeLessThan(0.15);
});
