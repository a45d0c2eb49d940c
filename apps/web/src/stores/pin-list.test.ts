import { describe, expect, it } from "vitest";
import { PinList } from "./pin-list.ts";

function setUp(stored: string | null = null, isFull = false) {
	const held: string[] = [];
	const storage = {
		text: stored,
		getItem: () => storage.text,
		setItem: (_key: string, text: string) => {
			if (isFull) throw new Error("full");
			storage.text = text;
		},
	};
	const hold = (id: string) => {
		held.push(id);
		return () => void held.splice(held.indexOf(id), 1);
	};
	return { held, storage, open: () => new PinList(storage, hold) };
}

describe("PinList", () => {
	it.each(["{", "7", '[1,null,{"a":2}]'])("takes a storage with %s for no pins", (text) => {
		expect(setUp(text).open().ids).toEqual([]);
	});

	it("pins without a storage that takes it, for as long as the page is open", () => {
		const { held, open } = setUp(null, true);
		open().toggle("a:1");
		expect(held).toEqual(["a:1"]);
	});

	it("holds a lease per pin, gives it back with the second toggle, and finds its pins again after a reload", () => {
		const { held, open, storage } = setUp();
		const pins = open();
		pins.toggle("a:1");
		pins.toggle("b");
		expect(held).toEqual(["a:1", "b"]);
		pins.toggle("a:1");
		expect([held, pins.ids]).toEqual([["b"], ["b"]]);
		held.length = 0;
		expect([open().ids, held, storage.text]).toEqual([["b"], ["b"], '["b"]']);
	});

	it("keeps 50 pins, the oldest give way", () => {
		const { held, open } = setUp();
		const pins = open();
		for (let i = 0; i < 52; i++) pins.toggle(`s${i}`);
		expect([pins.ids.length, pins.ids[0], held.length]).toEqual([50, "s2", 50]);
	});
});
