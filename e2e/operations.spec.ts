import { lobby, tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

test.afterEach(({ platform }) => platform.setLoad("normal"));

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };

test("the operations page shows who is attended to and why, and a drill reaches the devices", async ({
	context,
	device,
	page,
}) => {
	const sensor = await device({ id: "watched", attributes: { temperature: TEMPERATURE } });
	const idle = await device({ id: "alone", attributes: { temperature: TEMPERATURE } });
	sensor.play("temperature", () => 20);
	const viewer = await context.newPage();
	await viewer.goto(lobby("watched"));
	await expect(tileOf(viewer, "watched")).toHaveAttribute("data-state", "live");

	await page.goto("/admin/dashboard");
	const row = page.getByTestId("attention-card").getByRole("row", { name: /^watched/ });
	await expect(row).toContainText("medium");
	await expect(row).toContainText("viewed");
	await expect(page.getByTestId("tree-card")).toContainText("ResourceArbiter");

	await page.getByTestId("inject-critical").click();
	await expect(page.getByTestId("load-label")).toHaveText("critical");
	await expect.poll(() => idle.stream.config.paused).toBe(true);
	await expect.poll(() => sensor.stream.config.recommended_batch_window).toBe(2_500);
	await expect(row).toContainText("2.5 s");
	const badge = viewer.getByTestId("delivered");
	await expect(badge).toHaveText(/^Delivered [\d.]+ Hz · load drill: critical$/);
	await expect(viewer.getByTestId("delivery-reason")).toContainText(
		"Somebody set the load to critical by hand, for a drill: devices send every 2.5 s",
	);
	await viewer.goto("/sensors/watched");
	await expect(viewer.getByTestId("sensor-pace")).toHaveText(
		"sends every 500 ms: somebody works with it · load drill: critical",
	);
	await viewer.goto("/");
	await expect(viewer.locator("main")).toContainText("Somebody set the load to critical by hand");
	await viewer.goto(lobby("watched"));
	await expect(badge).toContainText("load drill");
	await page.getByTestId("inject-normal").click();
	await expect(badge).not.toContainText(/drill|busy/);
	await expect.poll(() => idle.stream.config.paused).toBe(false);
	await page.getByTestId("inject-auto").click();
	await expect(page.getByTestId("inject-auto")).toHaveAttribute("aria-pressed", "true");
});

test("a module of the biomimetic layer can be switched to shadow mode and off", async ({ page }) => {
	await page.goto("/admin/dashboard");
	const button = page.getByTestId("mode-ResourceArbiter-shadow");
	await button.click();
	await expect(button).toHaveAttribute("aria-pressed", "true");
	await page.reload();
	await expect(button).toHaveAttribute("aria-pressed", "true");
	await page.getByTestId("mode-ResourceArbiter-on").click();
	await expect(button).toHaveAttribute("aria-pressed", "false");
});
