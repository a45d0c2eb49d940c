import type { AttributeType } from "@sensocto/protocol";
import type { Component } from "svelte";

/** One signal of a sensor, as a lens shows it. */
export interface LensEntry {
	sensorId: string;
	attributeId: string;
}

/** Props of a lens with a component of its own. */
export interface LensProps {
	entries: readonly LensEntry[];
}

/** A view of one kind of data over many sensors. */
export interface Lens {
	/** Name in the address, `/lobby/<id>`. */
	id: string;
	/** Heading, "Heart rate". */
	title: string;
	/** Short word on the chip, "Heart". */
	label: string;
	/** Other names in the address that mean this lens. */
	aliases?: readonly string[];
	/** Whether the lens shows an attribute of this type. */
	takes(type: AttributeType): boolean;
	/** `grid`: tiles; `strips`: wide strips on millimetre paper; `own`: the component of `load`. */
	layout: "grid" | "strips" | "own";
	/** Height of the plots, CSS pixels; 120 when absent. */
	plotHeight?: number;
	/** A caution shown above the lens. */
	note?: string;
	/** What a person can do when nothing fits the lens. */
	empty: string;
	load?: () => Promise<{ default: Component<LensProps> }>;
}

const NOT_MEDICAL = "Not a medical device. Shows what sensors send; do not use it to judge anyone's health.";

const own = import.meta.glob<{ default: Component<LensProps> }>("./*/*-lens.svelte");

/** A lens that shows the types whose catalogue entry names it. */
function catalogueLens(
	id: string,
	title: string,
	label: string,
	more: Partial<Omit<Lens, "id" | "title" | "label">> = {},
): Lens {
	return {
		id,
		title,
		label,
		takes: (type) => type.lens === id,
		layout: "grid",
		empty: `No sensor sends ${title.toLowerCase()} at present.`,
		...more,
	};
}

/** Every lens of lobby and rooms, in the order of their chips. */
export const LENSES: readonly Lens[] = [
	catalogueLens("heartrate", "Heart rate", "Heart"),
	catalogueLens("ecg", "ECG", "ECG", {
		layout: "strips",
		note: NOT_MEDICAL,
		empty: "No sensor sends an ECG at present.",
	}),
	catalogueLens("respiration", "Breathing", "Breathing", {
		aliases: ["breathing"],
		...ownLayout("respiration", "No sensor sends breathing at present."),
	}),
	catalogueLens("hrv", "Heart rate variability", "HRV", {
		note: NOT_MEDICAL,
		...ownLayout("hrv", "No sensor sends heart rate variability at present."),
	}),
	catalogueLens("spo2", "Blood oxygen", "SpO₂", { note: NOT_MEDICAL }),
	catalogueLens("motion", "Motion", "Motion", { aliases: ["imu"] }),
	catalogueLens("skeleton", "Body pose", "Pose", { aliases: ["pose"], plotHeight: 220 }),
	catalogueLens("location", "Map", "Map", ownLayout("location", "No sensor sends its position at present.")),
	catalogueLens("environment", "Environment", "Environment"),
	catalogueLens("marine", "Water", "Water"),
	catalogueLens("gaze", "Eyes", "Eyes"),
	catalogueLens("host", "Computers", "Computers"),
	catalogueLens("battery", "Batteries", "Battery"),
];

/** Finds a lens by its name in the address or an alias. */
export function findLens(name: string): Lens | undefined {
	return LENSES.find((lens) => lens.id === name || lens.aliases?.includes(name) === true);
}

function ownLayout(id: string, empty: string): Pick<Lens, "layout" | "empty"> & Pick<Partial<Lens>, "load"> {
	const load = own[`./${id}/${id}-lens.svelte`];
	return load === undefined ? { layout: "grid", empty } : { layout: "own", load, empty };
}
