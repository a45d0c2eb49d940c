import { SCENARIO_NAME } from "../../api/simulator-api.ts";

/** Why a name cannot be used, in words for a person; `undefined` when it can. */
export function scenarioNameProblem(name: string, readyMade: readonly string[]): string | undefined {
	if (name === "") return "Give the scenario a name.";
	if (!SCENARIO_NAME.test(name)) {
		return "Use small letters, digits and hyphens, at most 64, starting with a letter or digit.";
	}
	if (readyMade.includes(name))
		return `“${name}” is a ready-made scenario. Choose another name for your copy.`;
	return undefined;
}

/** A free name for a copy: `demo` becomes `demo-2`, then `demo-3`. */
export function copyName(name: string, taken: readonly string[]): string {
	const stem = name.replace(/-\d+$/, "").slice(0, 58);
	let number = 2;
	while (taken.includes(`${stem}-${number}`)) number += 1;
	return `${stem}-${number}`;
}
