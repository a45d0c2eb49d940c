import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from "yaml";

/** Position in a text, from 1. */
export interface TextPosition {
	line: number;
	column: number;
}

/**
 * Where in a YAML text a path leads; for what is missing, the place that should contain it.
 *
 * @param atKey the place of the last key instead of its value.
 */
export function documentPosition(
	document: Document,
	lines: LineCounter,
	path: readonly PropertyKey[],
	atKey = false,
): TextPosition {
	let node: unknown = document.contents;
	let offset = startOf(node) ?? 0;
	for (const [depth, segment] of path.entries()) {
		if (isAlias(node)) node = node.resolve(document);
		const step = child(node, segment);
		if (!step) break;
		const atValue = !atKey && depth === path.length - 1 && isScalar(step.value);
		offset = startOf(atValue ? step.value : (step.key ?? step.value)) ?? startOf(step.key) ?? offset;
		node = step.value;
	}
	return textPosition(lines, offset);
}

/** Line and column of an offset, from 1. */
export function textPosition(lines: LineCounter, offset: number): TextPosition {
	const { line, col } = lines.linePos(offset);
	return { line: Math.max(1, line), column: Math.max(1, col) };
}

function child(node: unknown, segment: PropertyKey): { key?: unknown; value: unknown } | undefined {
	if (isMap(node)) {
		const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
		return pair && { key: pair.key, value: pair.value };
	}
	if (isSeq(node) && typeof segment === "number" && node.items[segment] !== undefined) {
		return { value: node.items[segment] };
	}
	return undefined;
}

function startOf(node: unknown): number | undefined {
	return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}
