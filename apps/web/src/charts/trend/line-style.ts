import { componentToken } from "../../tiles/series-color.ts";

/** How one line of a plot is told apart: colour token and dash, so that colour is never the only sign. */
export interface LineStyle {
	readonly token: string;
	readonly dash: readonly number[];
}

const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [1, 2]];

/** Style of the n-th line of a plot; the first one is solid, in the sensor's own colour. */
export function lineStyle(line: number, ownToken: string): LineStyle {
	return { token: componentToken(ownToken, line), dash: DASHES[line % DASHES.length] ?? [] };
}
