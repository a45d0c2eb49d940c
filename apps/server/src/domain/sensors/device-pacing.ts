import {
	ATTENTION_LEVELS,
	type AttentionLevel,
	type AttributePacing,
	type BackpressureConfig,
	backpressureConfig,
	SYSTEM_LOADS,
	type SystemLoad,
} from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { windowMs } from "../../bio/budget/allocate-stream.ts";
import type { ModuleModes } from "../../bio/module-modes.ts";
import type { LoadReading, Wires } from "../../bio/wires.ts";
import type { AttentionTable } from "../attention/attention-table.ts";
import { deviceCap } from "../attention/device-battery.ts";
import { streamOf } from "../attention/streams-demand.ts";
import { boundedBy } from "../attention/viewer-cap.ts";
import type { Attribute } from "./attribute.ts";
import { CONFIG_TTL_MS, type Pace } from "./config-pusher.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** What {@link DevicePacing} works with. */
export interface DevicePacingContext {
	readonly clock: Clock;
	readonly attention: AttentionTable;
	readonly wires: Wires;
	readonly modes: ModuleModes;
}

/** Values per second that a device keeps of a waveform nobody looks at while the server is short of time. */
const SPARSE_HZ = 10;

/** Longer than any window that is offered, in ms. */
const UNAFFORDABLE_MS = 2 ** 24;

/** Different paces kept; there are as many as there are windows at each level and load. */
const MOST_PACES = 2_048;

const WHY: Record<AttentionLevel, string> = {
	high: "somebody attends to it",
	medium: "it is on somebody's screen",
	low: "somebody has the list open",
	none: "nobody looks at it",
};

/**
 * What a sensor's devices are told, from attention, their own battery, load and the budget.
 *
 * The contract's table is the longest window there is; where the budget has more to give, the window is shorter. The table
 * holds exactly while memory is short, while somebody sets the load by hand for a drill, and while the arbiter is off.
 */
export class DevicePacing {
	readonly #context: DevicePacingContext;
	/** Equal paces are one object: a round over all sensors makes none. */
	readonly #paces = new Map<number, Pace>();

	constructor(context: DevicePacingContext) {
		this.#context = context;
	}

	/** The part of the configuration that decides whether it is told; cheap. */
	pace(record: SensorRecord): Pace {
		const { attention, wires } = this.#context;
		const load = wires.load.latest;
		const offeredMs = this.#offeredMs(record);
		const level = askedOf(record, attention.level(record.id), load, offeredMs);
		const protection = load?.memoryProtection === true ? 1 : 0;
		const key = paceKey(level, load?.label ?? "normal", protection, offeredMs);
		let pace = this.#paces.get(key);
		if (pace === undefined) {
			const { attention_level, paused, recommended_batch_window } = table(level, load, 0, offeredMs);
			pace = { attention_level, paused, recommended_batch_window };
			if (this.#paces.size >= MOST_PACES) this.#paces.clear();
			this.#paces.set(key, pace);
		}
		return pace;
	}

	/** The configuration that holds now. */
	config(record: SensorRecord, epoch: number): BackpressureConfig {
		const { attention, clock, wires } = this.#context;
		const load = wires.load.latest;
		const wanted = attention.level(record.id);
		const offeredMs = this.#offeredMs(record);
		const level = askedOf(record, wanted, load, offeredMs);
		const config = table(level, load, clock.now(), offeredMs);
		const attributes = pacings(record, config);
		const why = level === wanted ? [WHY[wanted]] : [WHY[wanted], "its battery is low"];
		return {
			...config,
			epoch,
			ttl_ms: CONFIG_TTL_MS,
			reason: [
				...why,
				...reasons(load, offeredMs === undefined ? "" : (wires.allocation.latest?.reason ?? "")),
			],
			...(attributes && { attributes }),
		};
	}

	/** The window that the budget allows; undefined while the table alone decides. */
	#offeredMs(record: SensorRecord): number | undefined {
		const { attention, modes, wires } = this.#context;
		const allocation = wires.allocation.latest;
		const load = wires.load.latest;
		const isTable = load?.injected === true || load?.memoryProtection === true;
		if (allocation === undefined || isTable || modes.of("ResourceArbiter") !== "on") return undefined;
		return windowMs(allocation, streamOf(record, attention));
	}
}

/** What devices are asked for when a level is wanted: what their battery allows, but no pause while somebody looks. */
function askedOf(
	record: SensorRecord,
	wanted: AttentionLevel,
	load: LoadReading | undefined,
	offeredMs: number | undefined,
): AttentionLevel {
	const level = boundedBy(wanted, deviceCap(record));
	if (level !== "low" || wanted === "low") return level;
	const pauses = isScarce(load?.label ?? "normal", load?.memoryProtection ?? false);
	return pauses || offeredMs === Number.POSITIVE_INFINITY ? "medium" : level;
}

/** The contract's table at a level and load, shortened by what is offered. */
function table(
	level: AttentionLevel,
	load: LoadReading | undefined,
	timestamp: number,
	offeredMs: number | undefined,
): BackpressureConfig {
	return backpressureConfig({
		level,
		load: load?.label ?? "normal",
		memoryProtection: load?.memoryProtection ?? false,
		timestamp,
		...(offeredMs !== undefined && { offeredMs, unaffordable: offeredMs === Number.POSITIVE_INFINITY }),
	});
}

/** A number for all that a pace follows from; windows are told in whole ms. */
function paceKey(
	level: AttentionLevel,
	load: SystemLoad,
	protection: 0 | 1,
	offeredMs: number | undefined,
): number {
	// Nothing offered and nothing affordable stand beside the windows, which are 1 ms to some minutes.
	const window = offeredMs === undefined ? 0 : Math.min(Math.trunc(offeredMs), UNAFFORDABLE_MS);
	const words = ATTENTION_LEVELS.indexOf(level) * SYSTEM_LOADS.length + SYSTEM_LOADS.indexOf(load);
	return (window * 2 + protection) * ATTENTION_LEVELS.length * SYSTEM_LOADS.length + words;
}

function reasons(load: LoadReading | undefined, contention: string): string[] {
	const why: string[] = [];
	if (load !== undefined && load.label !== "normal") {
		why.push(load.injected ? `load set to ${load.label} by hand` : `server busy: ${load.bottleneck}`);
	}
	if (load?.memoryProtection === true) why.push("memory is short");
	if (contention !== "") why.push(contention);
	return why;
}

/** Attributes of which something else holds than the window says; undefined when there are none. */
function pacings(
	record: SensorRecord,
	config: BackpressureConfig,
): Record<string, AttributePacing> | undefined {
	let pacing: Record<string, AttributePacing> | undefined;
	for (const attribute of record.store?.values() ?? []) {
		const own = pacingOf(attribute, config);
		if (own === undefined) continue;
		pacing ??= {};
		pacing[attribute.id] = own;
	}
	return pacing;
}

function pacingOf({ meta, type }: Attribute, config: BackpressureConfig): AttributePacing | undefined {
	if (meta.provenance === "derived") return undefined;
	if (type.delivery === "event") return { max_age_ms: 0, keep: "all" };
	const isWatched = config.attention_level === "high" || config.attention_level === "medium";
	if (isWatched || !isScarce(config.system_load ?? "normal", config.memory_protection_active))
		return undefined;
	const keep = type.waveform ? (`minmax@${SPARSE_HZ}` as const) : "latest";
	return { max_age_ms: config.recommended_batch_window, keep };
}

/**
 * Under so much load samples that nobody looks at are thinned on the device: not before, since what is left out is missing
 * from the history for ever. It begins and ends with the pause of the same devices, which is told at once.
 */
function isScarce(load: SystemLoad, memoryProtection: boolean): boolean {
	return load === "critical" || memoryProtection;
}
