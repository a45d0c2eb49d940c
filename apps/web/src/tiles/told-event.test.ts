import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { EventSource } from "./event-marks.ts";
import { toldEvent, withTold } from "./told-event.ts";

const worn = attributeType("eye_worn");
const at = (t: number, length = 1): EventSource => ({ length, time: () => t, value: () => 0 });

describe("toldEvent", () => {
	it("is nothing without a value, and for one that the type does not know", () => {
		expect(toldEvent(worn, null, 0)).toBeUndefined();
		expect(toldEvent(worn, { payload: { odd: [] }, timestamp: 5 }, 0)).toBeUndefined();
	});

	it("reads a state as its number, in server time", () => {
		const told = toldEvent(worn, { payload: true, timestamp: 100 }, 20)!;
		expect([told.length, told.time(0), told.value(0, 0)]).toEqual([1, 120, 1]);
		expect(toldEvent(worn, { payload: false, timestamp: 100 }, 0)!.value(0, 0)).toBe(0);
	});
});

describe("withTold", () => {
	it("puts what was told before later samples, and never a sample twice", () => {
		const told = at(100);
		expect(withTold(told, [at(0, 0), at(150)])).toHaveLength(3);
		expect(withTold(told, [at(0, 0)])[0]).toBe(told);
		expect(withTold(told, [at(100)])).toHaveLength(1);
		expect(withTold(told, [at(50)])).toHaveLength(1);
		expect(withTold(undefined, [at(50)])).toHaveLength(1);
	});
});
