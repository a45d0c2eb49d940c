/** Offset in `text` of a 1-based line and column; positions beyond a line or the text stop at its end. */
export function offsetOf(text: string, line: number, column: number): number {
	let start = 0;
	for (let current = 1; current < line; current++) {
		const end = text.indexOf("\n", start);
		if (end === -1) return text.length;
		start = end + 1;
	}
	const lineEnd = text.indexOf("\n", start);
	return Math.min(start + Math.max(0, column - 1), lineEnd === -1 ? text.length : lineEnd);
}

/** Number of lines an editor shows for `text`; an empty text has one. */
export function lineCount(text: string): number {
	let count = 1;
	for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) count += 1;
	return count;
}

/** The line (1-based) that holds an offset. */
export function lineAt(text: string, offset: number): number {
	return lineCount(text.slice(0, offset));
}
