import type { AttentionLevel } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { ALL_ATTRIBUTES, AttentionTable } from "./attention-table.ts";
import { ViewerInterest } from "./viewer-interest.ts";

const MAC = "AA:BB:CC:DD:EE:FF";

describe("AttentionTable", () => {
	it("is none for a sensor nobody knows", () => {
		expect(new AttentionTable().level(MAC)).toBe("none");
	});

	it("is the highest of what anybody does, and falls back step by step", () => {
		const table = new AttentionTable();
		const seen: AttentionLevel[] = [];
		table.onChange((_id, level) => seen.push(level));
		table.add(MAC, "ecg", "view");
		table.add(MAC, "hr", "hover");
		table.remove(MAC, "hr", "hover");
		table.remove(MAC, "ecg", "view");
		expect(seen).toEqual(["medium", "high", "medium", "none"]);
	});

	it("gives every unwatched sensor low while a lobby is open, and tells the first opening and the last closing", () => {
		const table = new AttentionTable();
		let told = 0;
		table.onLobby(() => told++);
		table.lobby(1);
		table.lobby(1);
		expect(table.level(MAC)).toBe("low");
		table.lobby(-1);
		table.lobby(-1);
		expect(table.level(MAC)).toBe("none");
		expect(told).toBe(2);
	});
});

describe("ViewerInterest", () => {
	const view = { sensorId: MAC, attributeId: "ecg", kind: "view" as const };

	it("counts a viewer once however often it tells the same", () => {
		const table = new AttentionTable();
		const viewer = new ViewerInterest(table);
		viewer.add(view);
		viewer.add(view);
		viewer.remove(view);
		expect(table.level(MAC)).toBe("none");
	});

	it("ignores the end of an interest that is not held", () => {
		const table = new AttentionTable();
		const [one, other] = [new ViewerInterest(table), new ViewerInterest(table)];
		one.add(view);
		other.remove(view);
		expect(table.level(MAC)).toBe("medium");
	});

	it("counts two tabs of one person as two: closing one leaves the other's view", () => {
		const table = new AttentionTable();
		const [one, other] = [new ViewerInterest(table), new ViewerInterest(table)];
		one.add(view);
		other.add(view);
		one.clear();
		expect(table.level(MAC)).toBe("medium");
	});

	it("lets two people pin: the sensor stays high until both unpin, whatever its id looks like", () => {
		const table = new AttentionTable();
		const pin = { sensorId: MAC, attributeId: ALL_ATTRIBUTES, kind: "pin" as const };
		const [one, other] = [new ViewerInterest(table), new ViewerInterest(table)];
		one.add(pin);
		other.add(pin);
		one.remove(pin);
		expect(table.level(MAC)).toBe("high");
		other.remove(pin);
		expect(table.level(MAC)).toBe("none");
	});

	it("counts only pins while the page is hidden, and restores the rest when it is shown", () => {
		const table = new AttentionTable();
		const viewer = new ViewerInterest(table);
		viewer.add(view);
		viewer.hide(true);
		expect(table.level(MAC)).toBe("none");
		viewer.add({ ...view, kind: "focus" });
		expect(table.level(MAC)).toBe("none");
		viewer.hide(false);
		expect(table.level(MAC)).toBe("high");
		viewer.hide(true);
		viewer.clear();
		viewer.hide(false);
		expect(table.level(MAC)).toBe("none");
	});

	it("watches an attribute closely when the viewer attends to it or to its whole sensor", () => {
		const viewer = new ViewerInterest(new AttentionTable());
		viewer.add(view);
		expect(viewer.watchLevel(MAC, "ecg")).toBe(1);
		viewer.add({ sensorId: MAC, attributeId: ALL_ATTRIBUTES, kind: "hover" });
		expect(viewer.watchLevel(MAC, "ecg")).toBe(0);
	});
});
