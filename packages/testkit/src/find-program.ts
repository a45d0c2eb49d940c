import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Where servers are installed that are not for everyday use. */
const FURTHER = ["/usr/sbin", "/usr/local/sbin"];

/** Full path of an installed program, or undefined when there is none of that name. */
export function findProgram(name: string): string | undefined {
	const directories = [...(process.env.PATH ?? "").split(path.delimiter), ...FURTHER];
	return directories.map((directory) => path.join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false; // Absent or not to be run: another directory may have it.
	}
}
