import type { DashboardModule, DashboardOverview, SystemLoad } from "@sensocto/protocol";

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

/** Pressure below which a label is about to be left. */
const LEAVES_BELOW: Readonly<Record<SystemLoad, number>> = {
	normal: 0,
	elevated: 0.42,
	high: 0.62,
	critical: 0.77,
};

/** What the load means, in a sentence. */
export function loadWords(load: NonNullable<DashboardOverview["load"]>): string {
	if (load.injected) return `A drill: set to ${load.label} by hand. Devices send as if it were so.`;
	if (load.label === "normal") return `Calm. Nearest its limit: ${load.bottleneck}.`;
	if (load.pressure < LEAVES_BELOW[load.label])
		return `Calming down. The label “${load.label}” stays for ten seconds, so that devices are not told back and forth.`;
	return `Busy: ${load.bottleneck}. Devices are asked to send less often.`;
}

/** What each signal of the load measures. */
export const SIGNAL_MEANINGS: Readonly<Record<string, string>> = {
	"event loop": "share of time the server computes instead of waiting",
	"event-loop delay": "how late it gets to what is due",
	ingress: "how long samples that arrived wait to be taken in",
	heap: "memory of the program, of what it may use",
	memory: "memory of the machine or container, of what it may use",
	"garbage collection": "share of time spent on freeing memory",
	sockets: "bytes that viewers have not fetched yet",
	database: "how long samples wait to be stored",
};

/** How the budget is shared, in a sentence. */
export function budgetWords(
	budget: NonNullable<DashboardOverview["budget"]>,
	isUsed = true,
	label: SystemLoad = "normal",
): string {
	if (!isUsed) return "Not used: the ResourceArbiter does not decide, devices follow the table of the load.";
	if (!budget.contended && label !== "normal")
		return `The budget would be enough for all; it is the load, ${label}, that makes devices send less often.`;
	if (!budget.contended) return "There is enough for all: every stream gets its full rate.";
	return `Not enough for all (${budget.reason || "streams compete"}): what people look at goes first.`;
}

/** What each module is for, under its seed's name. */
export const MODULE_TASKS: Readonly<Record<string, string>> = {
	NoveltyDetector: "notices unusual values and lends them attention",
	PredictiveLoadBalancer: "expects what will be looked at next and prepares it",
	HomeostaticTuner: "sets how busy the server may be, by how well viewers were served",
	ResourceArbiter: "shares the budget among signals by attention",
	CircadianScheduler: "lets work that can wait, wait for quiet hours",
};

/** What a module does or did last and to whom, or that it has not yet. */
export function lastDecision(
	{ decisions, mode, status }: DashboardModule,
	name: (sensorId: string) => string,
): string {
	const [last] = decisions;
	if (status !== null && mode !== "off") return status;
	if (last === undefined) return mode === "off" ? "Switched off." : "Nothing to decide so far.";
	const said = last.subject === "" ? last.reason : `${name(last.subject)}, ${last.reason}`;
	return mode === "off" ? `Switched off. Before: ${said}` : said;
}
