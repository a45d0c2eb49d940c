import { describe, expect, it } from "vitest";
import { stickFigure } from "./stick-figure.ts";

/** Every point in the middle, seen; some are somewhere else. */
function body(places: Readonly<Record<number, { x: number; y: number; v?: number }>>) {
	return {
		landmarks: Array.from({ length: 33 }, (_, index) => ({ x: 0.5, y: 0.5, v: 1, ...places[index] })),
	};
}

describe("stickFigure", () => {
	it("draws nothing that is no body of 33 points", () => {
		expect(stickFigure(undefined)).toBeUndefined();
		for (const value of ["null", "3", "[]", "{}", '{"landmarks":[]}', '{"landmarks":[{"x":0,"y":0}]}']) {
			expect(stickFigure(JSON.parse(value))).toBeUndefined();
		}
	});

	it("ends a limb where a joint was not seen", () => {
		const arm = { 11: { x: 0.4, y: 0.3 }, 13: { x: 0.3, y: 0.4, v: 0.2 }, 15: { x: 0.2, y: 0.5 } };
		const figure = stickFigure(body(arm))!;
		expect(figure.seen).toBe(32);
		expect(figure.bones).not.toContain("30.0 40.0");
		expect(figure.bones.startsWith("M40.0 30.0L50.0 50.0")).toBe(true);
		const seen = stickFigure(body({ ...arm, 13: { x: 0.3, y: 0.4 } }))!;
		expect(seen.bones.startsWith("M20.0 50.0L30.0 40.0L40.0 30.0L50.0 50.0")).toBe(true);
	});

	it("takes points without a probability and those with the long name of it", () => {
		const { landmarks } = body({});
		const bare = { landmarks: landmarks.map(({ x, y }) => ({ x, y })) };
		expect(stickFigure(bare)!.seen).toBe(33);
		const long = { landmarks: landmarks.map(({ x, y }) => ({ x, y, visibility: 0.1 })) };
		expect(stickFigure(long)).toMatchObject({ seen: 0, bones: "", head: undefined });
	});

	it("puts the head between the ears, or around the nose, as large as the trunk is long", () => {
		const trunk = {
			11: { x: 0.5, y: 0.3 },
			12: { x: 0.5, y: 0.3 },
			23: { x: 0.5, y: 0.7 },
			24: { x: 0.5, y: 0.7 },
		};
		const ears = { 7: { x: 0.54, y: 0.2 }, 8: { x: 0.46, y: 0.2 } };
		const head = stickFigure(body({ ...trunk, ...ears }))!.head!;
		expect(head.x).toBeCloseTo(0.5);
		expect(head.y).toBeCloseTo(0.2);
		expect(head.radius).toBeCloseTo(0.076);
		const turned = stickFigure(body({ ...ears, 8: { x: 0, y: 0, v: 0 }, 0: { x: 0.6, y: 0.21 } }))!.head!;
		expect([turned.x, turned.y]).toEqual([0.6, 0.21]);
	});
});
