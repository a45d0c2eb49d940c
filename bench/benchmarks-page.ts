import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ResultFile, readResults } from "./result-file.ts";
import { figureText, resultsTable } from "./table.ts";

/** `{{table}}`, or `{{benchmark: figure}}` for one figure with its unit. */
const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

function figureOf(results: readonly ResultFile[], reference: string): string {
	const colon = reference.indexOf(":");
	const [name, figure] = [reference.slice(0, colon).trim(), reference.slice(colon + 1).trim()];
	const found = results.find((result) => result.name === name)?.figures[figure];
	if (found === undefined)
		throw new Error(`bench/results has no figure "${figure}" of the benchmark "${name}"`);
	return figureText(found);
}

/** Fills a template with results. @throws Error when it names a figure that does not exist. */
export function fillTemplate(template: string, results: readonly ResultFile[]): string {
	return template.replaceAll(PLACEHOLDER, (_, reference: string) =>
		reference === "table" ? resultsTable(results).trimEnd() : figureOf(results, reference),
	);
}

/** Names of benchmarks that miss their target and have no section in a template: a heading with their name in it. */
export function unexplained(template: string, results: readonly ResultFile[]): string[] {
	const headings = template.split("\n").filter((line) => line.startsWith("#"));
	return results
		.filter(({ met, name }) => !met && !headings.some((heading) => heading.includes(`\`${name}\``)))
		.map(({ name }) => name);
}

/** The template of the page of benchmarks. */
export const templateOf = (root: string): string =>
	readFileSync(join(root, "bench", "benchmarks.template.md"), "utf8");

/** The page `docs/benchmarks.md`, made of its template and the results on file. */
export function benchmarksPage(root: string): string {
	return fillTemplate(templateOf(root), readResults(root));
}

/** Writes the page anew. */
export function writePage(root: string): void {
	writeFileSync(join(root, "docs", "benchmarks.md"), benchmarksPage(root));
}
