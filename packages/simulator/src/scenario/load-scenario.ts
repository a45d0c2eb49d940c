import { type Document, LineCounter, parseDocument } from "yaml";
import { checkGenerator, fromIssue, type GeneratorChoice } from "./check-generator.ts";
import { documentPosition, textPosition } from "./document-position.ts";
import { expandScenario } from "./expand-scenario.ts";
import type { Inconsistency } from "./inconsistency.ts";
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
	const plain = plainValue(document);
	const parsed = scenarioSchema.safeParse(plain);
	const problems = parsed.success
		? inconsistencies(parsed.data)
		: [...parsed.error.issues.flatMap((issue) => fromIssue(issue)), ...generatorProblems(plain)];
	if (!parsed.success || problems.length > 0) {
		throw problemsOf(problems.map((problem) => located(document, lines, problem)));
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

/** Problems with generators; the schema does not reach them in an attribute that has others as well. */
function generatorProblems(plain: unknown): Inconsistency[] {
	return list(plain, "connectors").flatMap(([connector, c]) =>
		list(connector, "sensors").flatMap(([sensor, s]) =>
			list(sensor, "attributes").flatMap(([attribute, a]) => {
				const { generator, params, type } = (attribute ?? {}) as GeneratorChoice;
				if (typeof type !== "string" || !["string", "undefined"].includes(typeof generator)) return [];
				const checked = checkGenerator({ type, generator, params });
				if (!("problems" in checked)) return [];
				const base = ["connectors", c, "sensors", s, "attributes", a];
				return checked.problems.map((problem) => ({ ...problem, path: [...base, ...problem.path] }));
			}),
		),
	);
}

function list(parent: unknown, key: string): [unknown, number][] {
	const items = (parent as Record<string, unknown> | null | undefined)?.[key];
	return Array.isArray(items) ? items.map((item, i) => [item, i]) : [];
}

function located(document: Document, lines: LineCounter, problem: Inconsistency): ScenarioProblem {
	const { atKey = false, message, path } = problem;
	return { ...documentPosition(document, lines, path, atKey), path: pathText(path), message };
}

/** `connectors[0].sensors[1].count` */
function pathText(path: readonly PropertyKey[]): string {
	return path.reduce<string>((text, segment) => {
		if (typeof segment === "number") return `${text}[${segment}]`;
		return text === "" ? String(segment) : `${text}.${String(segment)}`;
	}, "");
}

function problemsOf(problems: ScenarioProblem[]): ScenarioError {
	const distinct = new Map(problems.map((problem) => [`${problem.path}\n${problem.message}`, problem]));
	const ordered = [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
	return new ScenarioError(ordered.slice(0, SCENARIO_LIMITS.problems));
}
