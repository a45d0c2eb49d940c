import { tileOf } from "./fixtures/lobby.ts";
import { expect, test } from "./fixtures/test.ts";

// A server of its own: nothing has ever connected to it.
test.use({ settings: { LOG_LEVEL: "error" } });

test("an empty server says on every page what to do next", async ({ page }) => {
	const start = page.getByRole("link", { name: "Start the simulator", exact: true });
	for (const path of ["/", "/lobby", "/lobby/ecg", "/lobby/location", "/sensors"]) {
		await page.goto(path);
		await expect(page.getByRole("heading", { name: "No sensors yet" }), path).toBeVisible();
		await expect(start, path).toHaveAttribute("href", "/simulator");
	}
	await expect(page.getByRole("region", { name: "Program" })).toContainText(
		new URL(page.url()).origin.replace("http", "ws"),
	);

	await page.goto("/");
	await expect(page.getByTestId("first-steps")).toContainText("Connect a device of your own");

	await page.goto("/sensors/nobody:1");
	await expect(page.getByRole("heading", { name: "This server has never seen this sensor" })).toBeVisible();
	await expect(page.locator("main code")).toHaveText("nobody:1");
	await expect(page.getByRole("link", { name: "See all sensors" })).toBeVisible();

	await page.goto("/lobby/astrology");
	await expect(page.getByRole("link", { name: "Show all sensors" })).toBeVisible();

	await page.goto("/simulator");
	await expect(page.getByText("nothing running")).toBeVisible();
	await expect(page.getByTestId("start-demo")).toHaveClass(/btn-primary/);
	await expect(page.locator('[data-testid^="start-"].btn-primary')).toHaveCount(1);
});

test("two clicks lead from an empty home page to live signals", async ({ page }) => {
	await page.goto("/");
	await page.getByRole("link", { name: "Start the simulator", exact: true }).click();
	await page.getByTestId("start-demo").click();
	await expect(page.getByTestId("stop-demo")).toBeVisible();
	await page.getByTestId("nav-lobby").click();
	await expect(tileOf(page, "demo-person-1")).toHaveAttribute("data-state", "live");
});

test("a sensor that the list does not show any more is shown as the server has it stored", async ({
	page,
}) => {
	const attribute = {
		...{ attribute_id: "temperature", attribute_type: "temperature", display_name: null, unit: "°C" },
		...{ sampling_rate: 1, interval_ms: 1_000, provenance: "real", derived_from: null, rate_hz: 0 },
		last_value: { payload: 21.5, timestamp: Date.UTC(2026, 0, 1) },
	};
	const sensor = {
		...{ sensor_id: "long-gone", sensor_name: "Greenhouse", sensor_type: "climate", connector_id: "c" },
		...{ connector_name: "C", provenance: "real", source: null, status: "offline", online_since: null },
		...{ last_seen_at: Date.UTC(2026, 0, 1), attention_level: "none", window_ms: 0, clock_offset_ms: null },
		attributes: [attribute],
	};
	await page.route("**/api/sensors/long-gone", (route) => route.fulfill({ json: { sensor } }));
	await page.goto("/sensors/long-gone");
	await expect(page.locator("h1")).toHaveText("Greenhouse");
	await expect(page.getByTestId("show-last")).toBeVisible();
});
