import { expect, test } from "./fixtures/test.ts";

const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };

test("21 on a phone what needs attention is folded to the gravest three, and unfolds", async ({
	page,
	device,
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	// Sensors that left a moment ago, and one that fell silent while it is connected: that is graver.
	for (let n = 1; n <= 6; n++) {
		const gone = await device({ id: `gone-${n}`, attributes: { temperature: TEMPERATURE } });
		gone.play("temperature", () => 20);
		await gone.drop();
	}
	const silent = await device({ id: "silent", name: "Silent one", attributes: { temperature: TEMPERATURE } });
	silent.record("temperature", 20, Date.now() - 120_000);
	silent.stream.flush();

	await page.goto("/");
	const section = page.getByRole("region", { name: "Needs attention" });
	const lines = section.getByRole("listitem");
	const more = page.getByTestId("more-concerns");
	await expect(more).toHaveText(/^\s*\d+ more\s*$/);
	await expect(lines).toHaveCount(3);
	await expect(section).toContainText(/Silent one, no temperature for \d/);
	await expect(page.getByRole("heading", { name: "Live now" })).toBeInViewport();
	await more.focus();
	await page.keyboard.press("Enter");
	await expect(more).toHaveAttribute("aria-expanded", "true");
	await expect.poll(() => lines.count()).toBeGreaterThanOrEqual(7);
	await more.click();
	await expect(lines).toHaveCount(3);
});
