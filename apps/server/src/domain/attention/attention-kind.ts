import type { AttentionLevel, LeaseKind } from "@sensocto/protocol";
import { INTEREST_WEIGHTS } from "../../bio/wires.ts";

/** Why a sensor deserves attention: what viewers do, what is unusual about it, what is expected. */
export type AttentionKind = LeaseKind | "background" | "novelty" | "predicted";

/** A set of kinds that are counted, as a number: the sum of their {@link KIND} bits. */
export type Kinds = number;

/** The bit of each kind that is counted; a predicted lease is a figure and not counted. */
export const KIND: Readonly<Record<Exclude<AttentionKind, "predicted">, Kinds>> = {
	view: 1,
	hover: 2,
	focus: 4,
	pin: 8,
	background: 16,
	novelty: 32,
};

/** The counted kinds in the order of their bits. */
export const COUNTED_KINDS = ["view", "hover", "focus", "pin", "background", "novelty"] as const;

/** What viewers do, as opposed to what the server leases by itself. */
export const VIEWER_KINDS: Kinds = KIND.view | KIND.hover | KIND.focus | KIND.pin | KIND.background;

const CLOSE: Kinds = KIND.hover | KIND.focus | KIND.pin | KIND.novelty;

const RANK: Record<AttentionLevel, number> = { none: 0, low: 1, medium: 2, high: 3 };

/** The level a set of kinds makes: the highest of theirs. */
export function levelOf(kinds: Kinds): AttentionLevel {
	if ((kinds & CLOSE) !== 0) return "high";
	if ((kinds & KIND.view) !== 0) return "medium";
	return (kinds & KIND.background) !== 0 ? "low" : "none";
}

/** The higher of two levels. */
export function higher(one: AttentionLevel, other: AttentionLevel): AttentionLevel {
	return RANK[one] >= RANK[other] ? one : other;
}

/** Weight of the strongest kind of each set: a round over all sensors asks for it time and again. */
const STRONGEST = Array.from({ length: 1 << COUNTED_KINDS.length }, (_, kinds) =>
	Math.max(0, ...COUNTED_KINDS.map((kind, bit) => ((kinds & (1 << bit)) === 0 ? 0 : INTEREST_WEIGHTS[kind]))),
);

/** Weight of the strongest of some kinds, times 1 + .15 · ln of the viewers; 0 without any kind. */
export function weightOf(kinds: Kinds, viewers: number): number {
	return STRONGEST[kinds]! * (1 + 0.15 * Math.log(Math.max(viewers, 1)));
}
