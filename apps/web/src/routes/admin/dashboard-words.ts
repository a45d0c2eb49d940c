import type { DashboardModule, DashboardOverview } from "@sensocto/protocol";

const UNITS = [
	[1e9, "G"],
	[1e6, "M"],
	[1e3, "k"],
] as const;

/** A number as short as a label needs: "940", "12.4 k", "3.1 M". */
export function amount(value: number): string {
	const [size, unit] = UNITS.find(([least]) => value >= least) ?? [1, ""];
	if (unit === "") return (value < 10 ? Math.round(value * 10) / 10 : Math.round(value)).toLocaleString("en");
	const scaled = value / size;
	return `${scaled.toLocaleString("en", { maximumFractionDigits: scaled < 100 ? 1 : 0 })} ${unit}`;
}

/** A size: "148 MB". */
export function megabytes(bytes: number): string {
	return `${Math.round(bytes / 1_000_000).toLocaleString("en")} MB`;
}

/** A share in whole percent. */
export function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}

/** What the load means, in a sentence. */
export function loadWords(load: NonNullable<DashboardOverview["load"]>): string {
	if (load.injected) return `Set to ${load.label} by hand; devices follow the contract's table.`;
	if (load.label === "normal") return `Calm. Nearest its limit: ${load.bottleneck}.`;
	return `Busy: ${load.bottleneck}. Devices are asked to send less often.`;
}

/** How the budget is shared, in a sentence. */
export function budgetWords(budget: NonNullable<DashboardOverview["budget"]>): string {
	if (!budget.contended) return "No contention: every stream gets its full rate.";
	return `${budget.reason || "Streams compete for the budget"}: what people look at goes first.`;
}

/** What each module is for, under its seed's name. */
export const MODULE_TASKS: Readonly<Record<string, string>> = {
	NoveltyDetector: "finds unusual values and lends them attention",
	PredictiveLoadBalancer: "expects who looks at what next and prepares it",
	HomeostaticTuner: "moves the set-point by how well viewers were served",
	ResourceArbiter: "shares the budget among streams by attention",
	CircadianScheduler: "puts work that can wait into quiet hours",
};

/** What a module does or did last, or that it has not yet. */
export function lastDecision({ decisions, mode, status }: DashboardModule): string {
	const [last] = decisions;
	if (status !== null && mode !== "off") return status;
	if (last !== undefined) return last.reason;
	return mode === "off" ? "Rests." : "Nothing to decide so far.";
}
