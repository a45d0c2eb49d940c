import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures/test.ts";

const ID = "lab:probe 7.a";
const TEMPERATURE = { attribute_type: "temperature", sampling_rate: 10 };

test("a sensor's page opens by link and by address, whatever its id holds", async ({ page, device }) => {
	const sensor = await device({ id: ID, name: "Odd one", attributes: { temperature: TEMPERATURE } });
	sensor.play("temperature", () => 21.5);
	await page.goto("/sensors?q=odd+one");
	await page.getByTestId("sensor-row").click();
	await expect(page).toHaveURL(`/sensors/${encodeURIComponent(ID)}`);
	await expect(page.locator("h1")).toHaveText("Odd one");
	const value = page.getByTestId("attribute-temperature").getByTestId("panel-value");
	await expect(value).toHaveText(/21\.5\s*°C/);
	await page.reload();
	await expect(page.locator("header").first()).toContainText(ID);
	await expect(value).toHaveText(/21\.5\s*°C/);
	await expect(page.getByTestId("attribute-temperature").locator(".tag")).toHaveCount(0);
	await page.getByTestId("attribute-temperature").getByRole("button", { name: "Raw samples" }).click();
	await expect(page.getByRole("cell", { name: "21.5" }).first()).toBeVisible();
});

test("12 the CSV of a window holds exactly what was recorded, with unit, origin and source", async ({
	page,
	device,
	platform,
}) => {
	const sensor = await device({
		id: "csv:1",
		name: "Buoy, north",
		provenance: "replayed",
		source: "Harbour archive",
		attributes: { temperature: TEMPERATURE },
	});
	const from = Date.now() - 20_000;
	const recorded = Array.from({ length: 150 }, (_, i) => ({
		at: from + i * 100,
		value: Math.round(8000 + 1000 * Math.sin(i)) / 1000,
	}));
	for (const { at, value } of recorded) sensor.record("temperature", value, at);
	sensor.stream.flush();
	const path = "/api/sensors/csv:1/attributes/temperature/history";
	const stored = async () => (await platform.api<{ samples: number }>(`${path}?from=${from}`)).samples;
	await expect.poll(() => stored().catch(() => 0)).toBe(recorded.length);

	await page.goto("/sensors/csv%3A1?window=60000");
	await expect(page.getByTestId("attribute-temperature").locator(".tag")).toHaveText("replayed");
	await expect(page.locator("main")).toContainText("Harbour archive");
	const download = page.waitForEvent("download");
	await page.getByTestId("csv-temperature").click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(/^csv-1_temperature_\d{4}-\d\d-\d\dT\d{6}Z\.csv$/);
	const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
	expect(lines).toEqual(
		expect.arrayContaining([
			"# sensor: Buoy, north (csv:1)",
			"# unit: °C",
			"# provenance: replayed",
			"# source: Harbour archive",
			"# samples: 150",
		]),
	);
	const [head, ...rows] = lines.filter((line) => line !== "" && !line.startsWith("#"));
	expect(head).toBe("time_utc,time_ms,temperature [°C]");
	const read = rows.map((row) => row.split(","));
	expect(read.map(([, at, value]) => ({ at: Number(at), value: Number(value) }))).toEqual(recorded);
	expect(read.map(([utc]) => Date.parse(utc!))).toEqual(recorded.map(({ at }) => at));
	await expect(page.getByTestId("attribute-temperature")).toContainText("Saved 150 samples.");
});

test("an ECG carries its caution and says when its heart rate is unknown", async ({ page, device }) => {
	const sensor = await device({
		id: "noisy-ecg",
		attributes: { ecg: { attribute_type: "ecg", sampling_rate: 250 } },
	});
	// Noise without beats, from a fixed sequence.
	let state = 1;
	const noise = (): number => {
		state = (state * 48_271) % 2_147_483_647;
		return Math.round((state / 2_147_483_647 - 0.5) * 2000) / 1000;
	};
	sensor.play("ecg", noise, Date.now() - 20_000);
	await page.goto("/sensors/noisy-ecg");
	await expect(page.getByTestId("attribute-ecg")).toContainText("Not a medical device");
	const heading = page.getByRole("heading", { name: "Heart rate from ECG", exact: true });
	const heart = page.locator('[data-testid^="attribute-"]').filter({ has: heading });
	await expect(heart).toContainText("derived from ecg");
	await expect(heart.getByTestId("panel-value")).toHaveText(/unknown\s*signal too noisy/);
});
