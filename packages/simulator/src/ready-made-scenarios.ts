import { readdir, readFile } from "node:fs/promises";

const FOLDER = new URL("../scenarios/", import.meta.url);
const NAME = /^[a-z0-9][a-z0-9-]*$/;
const EXTENSION = ".yaml";

/** Names of the scenarios that ship with the simulator, in alphabetical order. */
export async function readyMadeScenarioNames(): Promise<string[]> {
	const files = await readdir(FOLDER);
	return files
		.filter((file) => file.endsWith(EXTENSION))
		.map((file) => file.slice(0, -EXTENSION.length))
		.sort();
}

/**
 * Text of a scenario that ships with the simulator; undefined when there is none of this name.
 *
 * Names are lower-case letters, digits and hyphens, so none leads out of the folder.
 */
export async function readReadyMadeScenario(name: string): Promise<string | undefined> {
	if (!NAME.test(name) || !(await readyMadeScenarioNames()).includes(name)) return undefined;
	return readFile(new URL(`${name}${EXTENSION}`, FOLDER), "utf8");
}
