import { SyncRig } from "../apps/server/src/domain/synchrony/testing/sync-rig.ts";
import {
	groupIndex,
	type PhaseTrack,
	phaseLocking,
	ShiftTest,
	SyncVerdict,
} from "../packages/signals/src/index.ts";
import { readAnalytic, WINDOW } from "../packages/signals/src/phase/analytic-band.ts";
import {
	breathe,
	coupled,
	SAMPLE_HZ,
	strangers,
	wanderingPhase,
	watchBelts,
} from "../packages/signals/src/synchrony/fixtures/breathers.ts";
import { SeededRng } from "../packages/testkit/src/seeded-rng.ts";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import { median, significant } from "./statistics.ts";

export const name = "synchrony";
export const description =
	"Phases, group index and verdict on simulated breathing: strangers (15 ± 2.4 breaths a minute, rate wandering by 8 %) and people in step (leads of 9°, 14° of jitter), signal ten times the noise; and what comparing ten people costs the server";
export const target =
	"phase error ≤ 8° rms; strangers ≤ .02 on average and called in sync ≤ 5 % of the time for 2 to 10 people; pairs in step found within 60 s ≥ 95 %; scenario 18: ≤ .15, then ≥ .9; 10 people ≤ 1 % of a core";

/** People simulated for each size of a group of strangers, and for how long, in s. */
const PEOPLE = 400;
const SECONDS = 600;
/** First look: 30 s of signal, 60 s of phases. */
const FIRST_LOOK_S = 95;
const PAIRS = 300;
/** Length of belts that do not change, in s: 5 minutes of phases. */
const STEADY_S = 335;
const MEMBERS = 10;

const figure = (value: number, unit = ""): Figure => ({ value: significant(value, 3), unit });
const random = new SeededRng(9);
const test = new ShiftTest(() => random.next(), MEMBERS);

/** Reads a phase, in radians, 2 s before the end of a window. */
type Reader = (window: Float64Array) => number;

const fitted: Reader = (window) => {
	const z = { re: 0, im: 0 };
	readAnalytic(window, z);
	return Math.atan2(z.im, z.re);
};

/** The textbook's way: the window's Fourier transform with everything but the band's positive half taken out. */
const masked: Reader = (window) => {
	const mean = window.reduce((sum, x) => sum + x, 0) / WINDOW;
	let re = 0;
	let im = 0;
	for (let bin = 3; bin <= 18; bin++) {
		for (let i = 0; i < WINDOW; i++) {
			const angle = (2 * Math.PI * bin * (i - (WINDOW - 9))) / WINDOW;
			re += (window[i]! - mean) * Math.cos(angle);
			im -= (window[i]! - mean) * Math.sin(angle);
		}
	}
	return Math.atan2(im, re);
};

/** Root mean square error of the phase in degrees, the worst over rates of breathing. */
function phaseError(read: Reader): number {
	const errors = [0.1, 0.15, 0.21, 0.25, 0.29, 0.37, 0.5].map((hz) => {
		const rng = new SeededRng(1);
		const phase = (i: number): number => (2 * Math.PI * hz * i) / 4;
		const signal = Float64Array.from(
			{ length: 3_000 },
			(_, i) => Math.cos(phase(i)) + rng.normal(0, Math.SQRT1_2 / 10),
		);
		let squares = 0;
		let reads = 0;
		for (let end = WINDOW; end <= signal.length; end++, reads++) {
			const error = read(signal.subarray(end - WINDOW, end)) - phase(end - 9);
			squares += Math.atan2(Math.sin(error), Math.cos(error)) ** 2;
		}
		return (Math.sqrt(squares / reads) * 180) / Math.PI;
	});
	return Math.max(...errors);
}

/** Average index and plain R of strangers, and the share of the time they are called in sync. */
function strange(members: number): { index: number; rawR: number; called: number } {
	const sums = { index: 0, rawR: 0, called: 0 };
	let looks = 0;
	for (let seed = 0; seed < PEOPLE / members; seed++) {
		const verdict = new SyncVerdict();
		const belts = strangers(new SeededRng(7_919 * seed + 1_000_003 * members), members, SECONDS);
		watchBelts(belts, (tracks, second) => {
			if (second < FIRST_LOOK_S) return;
			const { end } = tracks[0]!;
			const group = groupIndex(tracks, end - 120, end)!;
			sums.index += group.index;
			sums.rawR += group.rawR;
			if (verdict.update(second * 1_000, test.pValue(tracks, end))) sums.called++;
			looks++;
		});
	}
	return { index: sums.index / looks, rawR: sums.rawR / looks, called: sums.called / looks };
}

/** Share of pairs that are called in sync at the end of their belts, and of those that are not told why. */
function judged(belts: (rng: SeededRng) => Float64Array[]): { found: number; unexplained: number } {
	const counts = { found: 0, unexplained: 0 };
	for (let seed = 0; seed < PAIRS; seed++) {
		const verdict = new SyncVerdict();
		const both = belts(new SeededRng(104_729 * seed + 3));
		const end = both[0]!.length / SAMPLE_HZ;
		watchBelts(both, (tracks, second) => {
			if (second <= end - 15) return;
			const inSync = verdict.update(second * 1_000, test.pValue(tracks, tracks[0]!.end));
			if (second < end) return;
			if (inSync) counts.found++;
			else if (!test.isEven(tracks, tracks[0]!.end)) counts.unexplained++;
		});
	}
	return { found: counts.found / PAIRS, unexplained: counts.unexplained / PAIRS };
}

/** Two in step from the start whose common rate wanders by a share of it: the less, the less there is to go by. */
function metronomic(rng: SeededRng, wander: number): Float64Array[] {
	const phases = wanderingPhase(rng, STEADY_S, { rateHz: 0.2 + 0.1 * rng.next(), wander });
	return [0, 1].map(() => {
		const follows = { phases, fromS: 0, lead: 0.15 * rng.normal(), jitter: 0.25 };
		return breathe(rng, STEADY_S, { rateHz: 0.25, wander: 0, follows });
	});
}

/** Two strangers with about the same rate, which wanders by a share of it. */
function twins(rng: SeededRng, wander: number): Float64Array[] {
	return [0, 1].map(() => breathe(rng, STEADY_S, { rateHz: 0.25 + 0.003 * rng.normal(), wander }));
}

/** p-value of surrogates that rotate the last 30 s alone, seam and all. */
function rotationPValue(tracks: readonly PhaseTrack[], end: number): number {
	const agree = (turns: readonly number[]): number => {
		let sum = 0;
		for (let k = 0; k < 120; k++) {
			const at = turns.map((turn) => end - 120 + ((k + turn) % 120));
			const re = tracks.reduce((total, track, m) => total + track.cos(at[m]!), 0);
			const im = tracks.reduce((total, track, m) => total + track.sin(at[m]!), 0);
			sum += re * re + im * im;
		}
		return sum;
	};
	const observed = agree(tracks.map(() => 0));
	let closer = 1;
	for (let i = 0; i < 200; i++) if (agree(tracks.map(() => random.int(0, 119))) >= observed) closer++;
	return closer / 201;
}

/** How often each test takes same-rate strangers for more than chance, at one look a pair. */
function mistaken(wander: number): { shifted: number; rotated: number } {
	const counts = { shifted: 0, rotated: 0 };
	for (let seed = 0; seed < PAIRS; seed++) {
		watchBelts(twins(new SeededRng(15_485_863 * seed + 7), wander), (tracks, second) => {
			if (second !== STEADY_S) return;
			const { end } = tracks[0]!;
			if (test.pValue(tracks, end)! <= 0.05) counts.shifted++;
			if (rotationPValue(tracks, end) <= 0.05) counts.rotated++;
		});
	}
	return { shifted: counts.shifted / PAIRS, rotated: counts.rotated / PAIRS };
}

/** Mean phase locking value of two strangers over 30 s, and how often it is .7 or more. */
function strangersLocking(): { mean: number; high: number } {
	const values: number[] = [];
	for (let seed = 0; seed < PAIRS; seed++) {
		watchBelts(strangers(new SeededRng(611_953 * seed + 5), 2, 330), (tracks, second) => {
			const { end } = tracks[0]!;
			if (second >= 90 && second % 60 === 30)
				values.push(phaseLocking(tracks[0]!, tracks[1]!, end - 120, end)!);
		});
	}
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	return { mean, high: values.filter((value) => value >= 0.7).length / values.length };
}

/** The index of two breathers at 0.21 and 0.29 Hz after 2 minutes, and 60 s after they have the same phase. */
async function scenario18(): Promise<{ alone: number; together: number }> {
	const rig = new SyncRig();
	await rig.start();
	for (const hz of [0.21, 0.29]) {
		rig.add(
			`${hz}`,
			"respiration",
			100,
			(s) => Math.cos(2 * Math.PI * (s < 120 ? hz : 0.25) * s) + rig.rng.normal(0, 0.07),
		);
	}
	rig.watch();
	await rig.run(120);
	const alone = rig.last.index!;
	await rig.run(60);
	const together = rig.last.index!;
	await rig.stop();
	return { alone, together };
}

/** Processor time of comparing ten people at 25 samples a second, in µs per person and second. */
async function cost(): Promise<number> {
	const timed = async (watched: boolean): Promise<number> => {
		const rig = new SyncRig();
		await rig.start();
		for (let i = 0; i < MEMBERS; i++)
			rig.add(`${i}`, "respiration", 40, (s) => Math.cos(2 * Math.PI * (0.2 + 0.01 * i) * s));
		await rig.run(120);
		if (watched) rig.watch();
		await rig.run(60);
		const before = process.cpuUsage();
		await rig.run(120);
		const { system, user } = process.cpuUsage(before);
		await rig.stop();
		return (system + user) / (120 * MEMBERS);
	};
	// What the rig itself costs is taken away.
	return (await timed(true)) - (await timed(false));
}

export async function run(context: BenchContext): Promise<Result> {
	const error = phaseError(fitted);
	const groups = new Map<number, ReturnType<typeof strange>>();
	for (let members = 2; members <= MEMBERS; members++) {
		context.log(`${members} strangers`);
		groups.set(members, strange(members));
	}
	context.log("people in step");
	const detected = judged((rng) => coupled(rng, 2, 240, 180)).found;
	const steady = judged((rng) => coupled(rng, 2, STEADY_S, 0)).found;
	const rigid = judged((rng) => metronomic(rng, 0.02));
	const rigidest = judged((rng) => metronomic(rng, 0.005));
	const wrong = mistaken(0);
	const wandering = mistaken(0.01);
	const locking = strangersLocking();
	const { alone, together } = await scenario18();
	await cost();
	const costs: number[] = [];
	for (let i = 0; i < context.repeats; i++) costs.push(await cost());
	const perMember = median(costs);
	const share = (perMember * MEMBERS) / 10_000;
	const worst = (of: (group: ReturnType<typeof strange>) => number): number =>
		Math.max(...[...groups.values()].map(of));
	const [index, called] = [worst((group) => Math.abs(group.index)), worst((group) => group.called)];
	const sizes = [...groups].map(([members, group]) => [
		`${members} strangers in sync`,
		figure(100 * group.called, "%"),
	]);
	const met =
		error <= 8 &&
		index <= 0.02 &&
		called <= 0.05 &&
		detected >= 0.95 &&
		alone <= 0.15 &&
		together >= 0.9 &&
		share <= 1;
	return {
		figures: {
			"phase error": figure(error, "° rms"),
			"strangers' index, worst of 2 to 10": figure(index),
			"strangers' plain R at 2": figure(groups.get(2)!.rawR),
			...(Object.fromEntries(sizes) as Record<string, Figure>),
			"pairs in step found": figure(100 * detected, "%"),
			"pairs in step for 5 minutes found": figure(100 * steady, "%"),
			"the same at a rate constant to 2 %": figure(100 * rigid.found, "%"),
			"not found without being told why": figure(100 * rigid.unexplained, "%"),
			"the same at a rate constant to 0.5 %": figure(100 * rigidest.found, "%"),
			"of those not found without being told why": figure(100 * rigidest.unexplained, "%"),
			"same-rate strangers with p ≤ .05": figure(100 * wrong.shifted, "%"),
			"the same if their rates wander by 1 %": figure(100 * wandering.shifted, "%"),
			"the same if 30 s are rotated": figure(100 * wrong.rotated, "%"),
			"phase error of a masked transform": figure(phaseError(masked), "° rms"),
			"phase locking of strangers": figure(locking.mean),
			"strangers locked by .7 or more": figure(100 * locking.high, "%"),
			"scenario 18, alone": figure(alone),
			"scenario 18, together": figure(together),
			cost: figure(perMember, "µs/member-second"),
			"ten people": figure(share, "% of a core"),
		},
		met,
		acceptable:
			error <= 8 &&
			index <= 0.04 &&
			called <= 0.07 &&
			detected >= 0.9 &&
			alone <= 0.15 &&
			together >= 0.9 &&
			share <= 1.7,
	};
}
