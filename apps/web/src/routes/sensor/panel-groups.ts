import type { AttributeType } from "@sensocto/protocol";

/** Components of one attribute that share a plot because they share a unit. */
export interface PanelGroup {
	/** Name shared by the components, such as `accelerometer`; empty when there is only one group. */
	readonly title: string;
	readonly unit: string;
	readonly digits: number;
	/** Samples times this are in `unit`: a position's speed is shown in km/h, as everywhere else. */
	readonly factor: number;
	readonly components: readonly { readonly index: number; readonly label: string }[];
}

/** Fields a map shows better than a line does. */
const ON_MAP = new Set(["latitude", "longitude", "heading"]);

/**
 * Splits an attribute's components into plots: one for each unit, never two units on one axis.
 *
 * Components that are states, and those a map shows, get no line. `unit` is the attribute's own unit.
 */
export function panelGroups(type: AttributeType, unit: string | null): PanelGroup[] {
	if (type.shape === "structured") return [];
	const groups = new Map<string, PanelGroup & { components: { index: number; label: string }[] }>();
	type.fields.forEach((field, index) => {
		if (field.states || (type.tile === "map" && ON_MAP.has(field.name))) return;
		const [stem, leaf] = split(field.name);
		const isSpeed = type.tile === "map" && field.unit === "m/s";
		const fieldUnit = isSpeed ? "km/h" : (field.unit ?? unit ?? type.unit ?? "");
		// Height and accuracy are both metres and have nothing else in common.
		const key = type.tile === "map" ? field.name : `${stem}\u0000${fieldUnit}`;
		const group = groups.get(key) ?? {
			title: stem,
			unit: fieldUnit,
			digits: field.digits ?? type.digits,
			factor: isSpeed ? 3.6 : 1,
			components: [],
		};
		group.components.push({ index, label: leaf.replaceAll("_", " ") });
		groups.set(key, group);
	});
	// A plot of everything there is needs no name of its own; one of a single part of a sample does.
	const whole =
		groups.size === 1 && (type.fields.length === 1 || [...groups.values()][0]!.components.length > 1);
	return [...groups.values()].map((group) => ({ ...group, title: whole ? "" : groupTitle(group) }));
}

function split(name: string): [stem: string, leaf: string] {
	const dot = name.lastIndexOf(".");
	return dot === -1 ? ["", name] : [name.slice(0, dot).replaceAll(".", " "), name.slice(dot + 1)];
}

function groupTitle(group: PanelGroup): string {
	return group.title || group.components.map((component) => component.label).join(", ");
}
