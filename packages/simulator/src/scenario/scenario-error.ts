/** One thing wrong in a scenario's text. */
export interface ScenarioProblem {
	/** Position in the text, from 1. */
	line: number;
	column: number;
	/** Where in the document, e.g. `connectors[0].sensors[1].count`; empty for the document itself. */
	path: string;
	/** What was expected and what came. */
	message: string;
}

/** A scenario cannot be used; `problems` names everything wrong, in the order of the text. */
export class ScenarioError extends Error {
	readonly problems: readonly ScenarioProblem[];

	constructor(problems: readonly ScenarioProblem[]) {
		const first = problems[0];
		const where = first ? ` Line ${first.line}, column ${first.column}: ${first.message}` : "";
		super(`The scenario has ${problems.length} ${problems.length === 1 ? "problem" : "problems"}.${where}`);
		this.name = "ScenarioError";
		this.problems = problems;
	}
}
