/** Colours of series; they differ for people with any common colour vision. */
const COLORS = 10;

/** Dashes that tell series of one colour apart, in pixels. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3]];

/** How a series is drawn: a colour token of the theme and a dash. */
export interface SeriesLook {
	token: string;
	dash: readonly number[];
}

/** Look of everything that belongs to a person or sensor: the same for the same key, in every view. */
export function seriesLook(key: string): SeriesLook {
	const hash = stableHash(key);
	return { token: `--s${(hash % COLORS) + 1}`, dash: DASHES[Math.floor(hash / COLORS) % DASHES.length]! };
}

/** Colour token of the n-th component of a vector; the first has the series' own colour. */
export function componentToken(token: string, index: number): string {
	const own = Number(token.slice(3)) - 1;
	return `--s${((own + index * 3) % COLORS) + 1}`;
}

/** One or two characters for an avatar: the number a name ends with, else its first letter. */
export function avatarText(name: string): string {
	const number = /\d+$/.exec(name.trim())?.[0];
	if (number !== undefined) return number.slice(-2);
	return [...name.trim()][0]?.toUpperCase() ?? "?";
}

/** FNV-1a with a final mix, so that ids that differ only at the end get different colours. */
function stableHash(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) >>> 0;
}
