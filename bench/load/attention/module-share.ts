import type { CpuProfile, ProfileNode } from "./server-profile.ts";

/** What a call path of the server belongs to. */
export type Part = "modules" | "monitor" | "garbage collection" | "idle" | "rest";

const MODULES = /\/apps\/server\/src\/(bio\/|domain\/sensors\/(stream-features\.ts|features\/))/;
const MONITOR = /\/apps\/server\/src\/domain\/load\//;

/**
 * Shares of a core that the parts of the server used, by a profile of its thread.
 *
 * A module of the adaptive layer answers for its own functions and for all they call: whoever reads its wires, too.
 */
export function partShares({
	endTime,
	nodes,
	samples,
	startTime,
	timeDeltas,
}: CpuProfile): Record<Part, number> {
	const own = new Map<number, number>();
	samples.forEach((id, k) => {
		own.set(id, (own.get(id) ?? 0) + timeDeltas[k]!);
	});
	const shares: Record<Part, number> = {
		modules: 0,
		monitor: 0,
		"garbage collection": 0,
		idle: 0,
		rest: 0,
	};
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const add = (node: ProfileNode, inherited: Part): void => {
		const part = partOf(node, inherited);
		shares[part] += (own.get(node.id) ?? 0) / (endTime - startTime);
		for (const child of node.children ?? []) add(byId.get(child)!, part);
	};
	add(nodes[0]!, "rest");
	return shares;
}

function partOf({ callFrame: { functionName, url } }: ProfileNode, inherited: Part): Part {
	if (MODULES.test(url)) return "modules";
	if (MONITOR.test(url)) return "monitor";
	if (functionName === "(garbage collector)") return "garbage collection";
	return functionName === "(idle)" ? "idle" : inherited;
}
