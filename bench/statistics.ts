/** Middle value; of an even count the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
	const sorted = values.filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
	if (sorted.length === 0) return Number.NaN;
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** A value to `digits` significant digits, as the result files hold it. */
export function significant(x: number, digits = 4): number {
	return Number.isFinite(x) ? Number(x.toPrecision(digits)) : x;
}

/**
 * Runs every subject `repeats` times in turns, forwards and backwards, so that whatever else the machine does falls on all
 * of them alike. Returns each subject's samples in order.
 */
export async function interleave<Name extends string, Sample>(
	subjects: Readonly<Record<Name, () => Promise<Sample>>>,
	repeats: number,
): Promise<Record<Name, Sample[]>> {
	const names = Object.keys(subjects) as Name[];
	const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
	for (let turn = 0; turn < repeats; turn++) {
		for (const name of turn % 2 === 0 ? names : [...names].reverse())
			samples[name].push(await subjects[name]());
	}
	return samples;
}
