import { DEMO, ROUTES } from "./fixtures/routes.ts";
import { openSettled } from "./fixtures/settled.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ settings: DEMO });

// Every test fails when its page asks another host or breaks the policy; here each page is opened for that alone.
test("every page comes with a strict content security policy and asks nobody else", async ({
	page,
	request,
}) => {
	test.setTimeout(360_000);
	for (const path of ROUTES) {
		const policy = (await request.get(path)).headers()["content-security-policy"] ?? "";
		const directives = policy.split(";").map((directive) => directive.trim());
		expect(directives, path).toContain("default-src 'self'");
		expect(policy, path).not.toMatch(/unsafe|\*|https?:/);
		await openSettled(page, path);
	}
	expect(await page.locator("script:not([src])").count()).toBe(0);
});

test("the map draws tracks offline, and follows the one that is chosen", async ({ page }) => {
	await openSettled(page, "/lobby/location");
	const tracks = page.getByTestId("track");
	await expect(tracks).not.toHaveCount(0);
	await expect(tracks.first()).toContainText("trail");
	await expect(page.locator("main")).toContainText("replayed");
	const summary = page.locator(".map [role=status]");
	await expect(summary).toContainText(/at -?\d+\.\d{4}, -?\d+\.\d{4}/);
	await expect(page.locator(".caption")).toContainText("borders: Natural Earth");
	const painted = () =>
		page.locator(".host canvas").evaluateAll((canvases) =>
			canvases.some((node) => {
				const canvas = node as HTMLCanvasElement;
				const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
				return data.some((value, index) => index % 4 === 3 && value > 0);
			}),
		);
	await expect.poll(painted).toBe(true);

	await expect(page.getByTestId("map-follow")).toBeDisabled();
	await tracks.first().click();
	await expect(tracks.first()).toHaveAttribute("aria-pressed", "true");
	await expect(page.getByTestId("map-follow")).toHaveAttribute("aria-pressed", "true");
	await page.getByTestId("map-fit").click();
	await expect(page.getByTestId("map-follow")).toHaveAttribute("aria-pressed", "false");
});

test("a theme switches without a reload and is kept", async ({ page }) => {
	await openSettled(page, "/lobby");
	await page.evaluate(() => document.body.setAttribute("data-same-page", ""));
	for (const theme of ["light", "contrast", "dark"]) {
		await page.getByTestId(`theme-${theme}`).first().click();
		await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
	}
	await expect(page.locator('[data-state="live"]').first()).toBeVisible();
	await expect(page.locator("body")).toHaveAttribute("data-same-page", "");
	await page.reload();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
