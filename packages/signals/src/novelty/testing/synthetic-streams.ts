/** Where a synthetic stream gets its chance from. */
export interface Chance {
	/** Uniform in [0, 1). */
	next(): number;
	/** Normal with mean 0 and deviation 1. */
	normal(): number;
}

/** Makes a stream without any event: value number i, in the order of i. */
export type Stream = (chance: Chance) => (i: number) => number;

const CORRELATION = 0.95;
const HOUR = 3_600;

/** Streams of one value a second in which nothing happens. */
export const QUIET_STREAMS = {
	gaussian: (chance) => () => 60 + chance.normal(),
	"AR(1) .95": (chance) => {
		let state = chance.normal();
		return () => {
			state = CORRELATION * state + Math.sqrt(1 - CORRELATION ** 2) * chance.normal();
			return 60 + state;
		};
	},
	t3: (chance) => () => 60 + studentT3(chance),
	diurnal: (chance) => (i) => 60 + 5 * Math.sin((2 * Math.PI * i) / (24 * HOUR)) + chance.normal(),
	ramp: (chance) => (i) => 60 + i / HOUR + chance.normal(),
	quantised: (chance) => () => Math.round(2 * (21 + 0.25 * chance.normal())) / 2,
} as const satisfies Record<string, Stream>;

export type QuietStream = keyof typeof QUIET_STREAMS;

/** Student's t with three degrees of freedom: a normal over the root of a third of three squared ones. */
function studentT3(chance: Chance): number {
	const squares = chance.normal() ** 2 + chance.normal() ** 2 + chance.normal() ** 2;
	return chance.normal() / Math.sqrt(squares / 3);
}
