import type { AttentionLevel, SystemLoad } from "./backpressure.ts";

/** One node of the supervision tree. */
export interface DashboardNode {
	id: string;
	kind: "supervisor" | "worker";
	state: string;
	strategy?: string;
	restarts: number;
	last_error?: string;
	/** Server time since which it is in its state, in ms. */
	since: number;
	/** Messages that wait in its mailbox. */
	mailbox?: number;
	/** How many children there are besides those listed. */
	more?: number;
	children?: DashboardNode[];
}

/** A decision of a module of the biomimetic layer. */
export interface DashboardDecision {
	at: number;
	/** Sensor id, or empty for the whole node. */
	subject: string;
	factor: string;
	value: number;
	reason: string;
	/** Only noted, not acted upon. */
	shadow: boolean;
}

/** Whether a module acts, only notes what it would do, or rests. */
export type DashboardMode = "on" | "shadow" | "off";

/** A module of the biomimetic layer. */
export interface DashboardModule {
	module: string;
	mode: DashboardMode;
	/** What it does at present, for a person; null when there is nothing to say. */
	status: string | null;
	/** Decisions since the start. */
	total: number;
	/** The newest ones, newest first. */
	decisions: DashboardDecision[];
}

/** Attention to one sensor. */
export interface DashboardAttention {
	sensor_id: string;
	sensor_name: string;
	level: AttentionLevel;
	weight: number;
	viewers: number;
	/** The device's batch window in ms. */
	window_ms: number;
	/** How many leases of each kind it has. */
	kinds: Record<string, number>;
}

/** A circuit breaker before an outside dependency. */
export interface DashboardBreaker {
	name: string;
	state: "closed" | "open" | "half-open";
	failures: number;
	/** Server time of the next probe in ms, or null. */
	retry_at: number | null;
}

/** A signal between parts of the adaptive layer. */
export interface DashboardWire {
	name: string;
	producers: string[];
	consumers: string[];
	/** Values since the start. */
	carried: number;
}

/** What the operations page shows; times in ms since 1970, totals since the start. */
export interface DashboardOverview {
	at: number;
	started_at: number;
	load: {
		label: SystemLoad;
		/** 0..1 */
		pressure: number;
		bottleneck: string;
		/** Set by hand. */
		injected: boolean;
		memory_protection: boolean;
		loop_delay_p99_ms: number;
		signals: Record<string, number>;
	} | null;
	budget: {
		units_per_second: number;
		capacity: number;
		set_point: number | null;
		demanded: number;
		granted: number;
		contended: boolean;
		reason: string;
	} | null;
	day: { phase: string; headroom: number; quiet: boolean } | null;
	/** The last whole minute. */
	outcome: { age_high_p95_ms: number; loop_delay_p99_ms: number; limited: boolean } | null;
	modules: DashboardModule[];
	/** The sensors that weigh most. */
	attention: DashboardAttention[];
	sensors: { known: number; online: number; attended: number };
	totals: { samples_stored: number; frames_sent: number; samples_lost: number };
	delivery: { connections: number; streams: number; groups: number; stalled: number };
	history: { waiting: number; lag_ms: number; spilled: number };
	process: { rss_bytes: number; heap_bytes: number; cpu_seconds: number; node: string };
	breakers: DashboardBreaker[];
	wires: DashboardWire[];
	tree: DashboardNode;
}
