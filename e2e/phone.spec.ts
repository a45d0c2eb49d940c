import { DEMO, ROUTES } from "./fixtures/routes.ts";
import { openSettled } from "./fixtures/settled.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ settings: DEMO });

/** Controls a thumb has to hit; links within running text may be smaller. */
const TARGETS =
	"button, select, summary, .btn, .chip, nav a, [data-testid='sensor-row'], input:not([type='search'])";
const LEAST_PX = 44;

for (const width of [320, 390]) {
	test(`21 at ${width} px nothing scrolls sideways, targets are 44 px, the bottom bar stays`, async ({
		page,
	}) => {
		test.setTimeout(360_000);
		await page.setViewportSize({ width, height: 800 });
		for (const path of ROUTES) {
			await openSettled(page, path);
			const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
			expect(scrollWidth, `${path}: width of the page`).toBeLessThanOrEqual(width);
			const small = await page.locator(TARGETS).evaluateAll(
				(nodes, least) =>
					nodes
						.filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
						.filter((node) => node.closest(".skip") === null)
						.map((node) => ({ node, box: node.getBoundingClientRect() }))
						.filter(({ box }) => box.height > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
						.map(
							({ node, box }) =>
								`${Math.round(box.width)}×${Math.round(box.height)} ${node.outerHTML.slice(0, 140)}`,
						),
				LEAST_PX,
			);
			expect(small, `${path}: targets below ${LEAST_PX} px`).toEqual([]);
			const bar = page.getByTestId("bar-lobby");
			await expect(bar).toBeInViewport();
			await page.mouse.wheel(0, 4000);
			await expect(bar).toBeInViewport();
		}
	});
}

test("21 a phone reaches every page by the bottom bar and steps through time by taps", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await openSettled(page, "/");
	for (const [bar, title] of [
		["bar-lobby", "Lobby"],
		["bar-sensors", "Sensors"],
		["bar-simulator", "Simulator"],
	] as const) {
		await page.getByTestId(bar).click();
		await expect(page.locator("h1")).toHaveText(title);
		await expect(page.getByTestId(bar)).toHaveAttribute("aria-current", "page");
	}
	await page.getByTestId("bar-sensors").click();
	await page.getByTestId("sensor-row").first().click();
	await page.getByRole("button", { name: /^Scroll back/ }).click();
	await expect(page.getByTestId("time-behind")).toHaveText(/^−/);
	await page.getByTestId("time-live").click();
	await expect(page.getByTestId("time-behind")).toHaveText("now");
});

test("21 the wiring of the adaptive layer is read without scrolling sideways", async ({ page }) => {
	for (const width of [320, 390, 1100]) {
		await page.setViewportSize({ width, height: 844 });
		await page.goto("/admin/dashboard");
		const card = page.getByTestId("wires-card");
		await expect(card.getByText("SystemLoadMonitor")).toBeVisible();
		const wider = await card.evaluate((node) =>
			[node, ...node.querySelectorAll("table, td")]
				.filter(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth + 1)
				.map(({ textContent }) => textContent),
		);
		expect(wider, `at ${width} px`).toEqual([]);
	}
});

test("21 the head of a tile opens its sensor, 44 px high", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await openSettled(page, "/lobby");
	const link = page.getByTestId("tile").first().getByRole("link");
	const name = (await link.textContent())!.trim();
	const hit = await link.evaluate(
		(node, reach) => {
			const { left, top, height } = node.parentElement!.parentElement!.getBoundingClientRect();
			const middle = top + height / 2;
			return [-reach, 0, reach].map((dy) => document.elementFromPoint(left + 60, middle + dy) === node);
		},
		LEAST_PX / 2 - 1,
	);
	expect(hit).toEqual([true, true, true]);
	await link.click();
	await expect(page.locator("h1")).toHaveText(name);
});
