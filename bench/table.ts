import type { Figure } from "./benchmark.ts";
import type { ResultFile } from "./result-file.ts";

const spaced = (x: number): string =>
	Math.abs(x) >= 10_000 ? Math.round(x).toLocaleString("en").replaceAll(",", " ") : String(x);

/** A figure with its unit. */
export const figureText = ({ unit, value }: Figure): string => `${spaced(value)}${unit ? ` ${unit}` : ""}`;

function figures(all: Readonly<Record<string, Figure>>): string {
	return Object.entries(all)
		.map(([name, figure]) => `${name} ${figureText(figure)}`)
		.join("; ");
}

function verdict(result: ResultFile): string {
	const missing = result.missingPeers.length > 0 ? ` (without ${result.missingPeers.join(", ")})` : "";
	return `${result.outcome}${missing}`;
}

/** Results as a Markdown table, with the machines they were measured on below. */
export function resultsTable(results: readonly ResultFile[]): string {
	const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
	const rows = results.map((result) =>
		[
			`\`${result.name}\``,
			figures(result.figures),
			result.target,
			verdict(result),
			result.date.slice(0, 10),
		].map(cell),
	);
	const head = ["benchmark", "figures", "target", "outcome", "date"];
	const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
	const machines = new Set(
		results.map(
			({ machine }) =>
				`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Node ${machine.node}`,
		),
	);
	return `${lines.join("\n")}\n\nMeasured on ${[...machines].join("; ")}.\n`;
}
