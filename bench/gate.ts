import type { ResultFile } from "./result-file.ts";

/** What a continuous-integration run makes of one benchmark, or of one peer of it. */
export interface Verdict {
	name: string;
	verdict: "passed" | "failed" | "skipped";
	/** Why it failed or was skipped. */
	reason?: string;
}

/**
 * Judges a result by what a continuous-integration run may pass: 60 % of its target.
 *
 * What could not be started is skipped with its reason; a comparison that lacks all its peers has shown nothing, and
 * does not count as passed.
 */
export function verdicts({ acceptable, figures, missingPeers, name, notes, outcome }: ResultFile): Verdict[] {
	if (outcome === "unavailable") return [{ name, verdict: "skipped", reason: notes.join(" ") }];
	if (outcome === "failed") return [{ name, verdict: "failed", reason: notes.join(" ") }];
	const missing = missingPeers.map(
		(reason): Verdict => ({ name: `${name} against a peer`, verdict: "skipped", reason }),
	);
	if (!acceptable) {
		const told = Object.entries(figures).map(([figure, { unit, value }]) =>
			`${figure} ${value} ${unit}`.trim(),
		);
		return [{ name, verdict: "failed", reason: `below 60 % of the target: ${told.join("; ")}` }, ...missing];
	}
	const compared = Object.keys(figures).some((figure) => figure.startsWith("ratio"));
	return missing.length > 0 && !compared ? missing : [{ name, verdict: "passed" }, ...missing];
}
