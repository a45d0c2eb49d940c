import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A thermometer of the machine. */
export interface TemperatureProbe {
	/** Attribute id, e.g. `temperature_x86_pkg_temp`. */
	id: string;
	/** Name for people. */
	name: string;
	/** File that holds thousandths of a degree Celsius. */
	file: string;
}

/** Thermometers used at most. */
const LIMIT = 8;

/**
 * Finds the machine's thermometers in the kernel's thermal zones and hardware monitors; none where there are none.
 *
 * @param root folder that stands for `/sys/class`.
 */
export async function findTemperatureProbes(root = "/sys/class"): Promise<TemperatureProbe[]> {
	const zones = await list(join(root, "thermal"), /^thermal_zone\d+$/);
	const found = await Promise.all([
		...zones.map(async (zone) => {
			const folder = join(root, "thermal", zone);
			return [probe(await label(join(folder, "type"), zone), join(folder, "temp"))];
		}),
		...(await list(join(root, "hwmon"), /^hwmon\d+$/)).map(async (monitor) => {
			const folder = join(root, "hwmon", monitor);
			const device = await label(join(folder, "name"), monitor);
			const inputs = await list(folder, /^temp\d+_input$/);
			return Promise.all(
				inputs.map(async (input) => {
					const channel = input.replace("_input", "");
					return probe(
						`${device} ${await label(join(folder, `${channel}_label`), channel)}`,
						join(folder, input),
					);
				}),
			);
		}),
	]);
	const readable = await Promise.all(
		found.flat().map(async (one) => ((await readTemperature(one)) === undefined ? undefined : one)),
	);
	const unique = new Map(readable.filter((one) => one !== undefined).map((one) => [one.id, one]));
	return [...unique.values()].slice(0, LIMIT);
}

/** Present temperature in °C; undefined when the thermometer does not answer. */
export async function readTemperature(probe: TemperatureProbe): Promise<number | undefined> {
	const text = await contents(probe.file);
	const value = text === undefined ? Number.NaN : Number.parseInt(text, 10) / 1000;
	return Number.isFinite(value) && value > -60 && value < 200 ? value : undefined;
}

function probe(name: string, file: string): TemperatureProbe {
	const id = name.replace(/[^A-Za-z0-9_-]+/g, "_").toLowerCase();
	return { id: `temperature_${id}`.slice(0, 64), name, file };
}

async function label(file: string, otherwise: string): Promise<string> {
	return (await contents(file))?.trim() || otherwise;
}

async function list(folder: string, pattern: RegExp): Promise<string[]> {
	try {
		return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
	} catch {
		// Not every machine has these folders.
		return [];
	}
}

async function contents(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, "utf8");
	} catch {
		// Thermometers may refuse to answer, e.g. while their device sleeps.
		return undefined;
	}
}
