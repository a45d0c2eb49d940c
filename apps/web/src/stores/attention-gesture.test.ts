import { beforeEach, describe, expect, it } from "vitest";
import { AttentionGesture, type Engagement } from "./attention-gesture.ts";

describe("AttentionGesture", () => {
	let held: Set<Engagement>;
	let gesture: AttentionGesture;

	beforeEach(() => {
		held = new Set();
		gesture = new AttentionGesture((engagement, on) => {
			if (on) held.add(engagement);
			else held.delete(engagement);
		});
	});

	it("never takes a finger for a hovering pointer", () => {
		gesture.over(true, "touch");
		gesture.pressed(true);
		expect([...held]).toEqual(["focus"]);
		gesture.pressed(false);
		expect([...held]).toEqual([]);
	});

	it("keeps a tap's focus when the element that had the keyboard's focus before loses it to nothing", () => {
		gesture.focused(true);
		gesture.pressed(true);
		gesture.blurred();
		expect([...held]).toEqual(["focus"]);
		gesture.pressed(false);
		expect([...held]).toEqual([]);
	});

	it("keeps the keyboard's focus through a press elsewhere that does not take it away", () => {
		gesture.focused(true);
		gesture.pressed(false);
		expect([...held]).toEqual(["focus"]);
		gesture.blurred();
		expect([...held]).toEqual([]);
	});

	it("ends a click's focus with a press elsewhere, with the keyboard's focus elsewhere, and out of sight", () => {
		const ends = [() => gesture.pressed(false), () => gesture.focused(false), () => gesture.unseen()];
		for (const end of ends) {
			gesture.pressed(true);
			expect([...held]).toEqual(["focus"]);
			end();
			expect([...held]).toEqual([]);
		}
	});

	it("hovers with a mouse or a pen, until it leaves or the panel is out of sight", () => {
		gesture.over(true, "mouse");
		expect([...held]).toEqual(["hover"]);
		gesture.over(false, "mouse");
		gesture.over(true, "pen");
		expect([...held]).toEqual(["hover"]);
		gesture.unseen();
		expect([...held]).toEqual([]);
	});
});
