/** Speeds a person can choose: how many times as fast as in life the signals run. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** A speed as it is written: "0.25×", "4×". */
export function speedText(speed: number): string {
	return `${Number(speed.toPrecision(3))}×`;
}

/** What a speed does, for people who have never seen the simulator. */
export function speedWords(speed: number): string {
	if (speed === 1) return "Signals run as in life.";
	const pace = { 0.25: "at a quarter of their pace", 0.5: "at half their pace" }[speed];
	const faster = speed > 1 ? `${Number(speed.toPrecision(3))} times as fast as in life` : undefined;
	return `Signals run ${faster ?? pace ?? `at ${speedText(speed)} their pace`}; samples keep their rates.`;
}
