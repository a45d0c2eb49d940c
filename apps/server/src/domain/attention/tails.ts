import type { SystemLoad } from "@sensocto/protocol";

/** How long a lease lives on after its viewer has let go of it, in ms by load: eyes come back. */
export const TAIL_MS: Readonly<Record<"focus" | "hover", Readonly<Record<SystemLoad, number>>>> = {
	focus: { normal: 15_000, elevated: 8_000, high: 5_000, critical: 2_000 },
	hover: { normal: 8_000, elevated: 4_000, high: 2_000, critical: 1_000 },
};

/** Tails one viewer may have at a time; what it lets go of beyond that ends at once. */
export const TAILS_PER_VIEWER = 4_096;
