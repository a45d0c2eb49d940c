import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { documentPosition, textPosition } from "./document-position.ts";
import { expandScenario } from "./expand-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { inconsistencies } from "./scenario-consistency.ts";
import { ScenarioError, type ScenarioProblem } from "./scenario-error.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import { scenarioSchema } from "./scenario-schema.ts";

/**
 * Reads and checks a scenario.
 *
 * @param text YAML, at most 262 144 characters.
 * @throws ScenarioError with every problem found and its place in the text.
 */
export function loadScenario(text: string): Scenario {
	if (text.length > SCENARIO_LIMITS.textLength) {
		const message = `at most ${SCENARIO_LIMITS.textLength} characters, got ${text.length}`;
		throw new ScenarioError([{ line: 1, column: 1, path: "", message }]);
	}
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	if (document.errors.length > 0) {
		throw problemsOf(
			document.errors.map(({ pos, message }) => ({ ...textPosition(lines, pos[0]), path: "", message })),
		);
	}
	const parsed = scenarioSchema.safeParse(plainValue(document));
	if (!parsed.success)
		throw problemsOf(parsed.error.issues.flatMap((issue) => fromIssue(document, lines, issue)));
	const problems = inconsistencies(parsed.data);
	if (problems.length > 0) {
		throw problemsOf(problems.map(({ path, message }) => located(document, lines, path, message)));
	}
	return expandScenario(parsed.data);
}

/** @throws ScenarioError when aliases multiply beyond measure. */
function plainValue(document: Document): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch (error) {
		throw new ScenarioError([{ line: 1, column: 1, path: "", message: (error as Error).message }]);
	}
}

function fromIssue(document: Document, lines: LineCounter, issue: z.core.$ZodIssue): ScenarioProblem[] {
	if (issue.code !== "unrecognized_keys") return [located(document, lines, issue.path, issue.message)];
	return issue.keys.map((key) => located(document, lines, [...issue.path, key], `unknown key ${key}`));
}

function located(
	document: Document,
	lines: LineCounter,
	path: readonly PropertyKey[],
	message: string,
): ScenarioProblem {
	return { ...documentPosition(document, lines, path), path: pathText(path), message };
}

/** `connectors[0].sensors[1].count` */
function pathText(path: readonly PropertyKey[]): string {
	return path.reduce<string>((text, segment) => {
		if (typeof segment === "number") return `${text}[${segment}]`;
		return text === "" ? String(segment) : `${text}.${String(segment)}`;
	}, "");
}

function problemsOf(problems: ScenarioProblem[]): ScenarioError {
	const ordered = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
	return new ScenarioError(ordered.slice(0, SCENARIO_LIMITS.problems));
}
