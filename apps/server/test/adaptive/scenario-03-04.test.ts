import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AttentionRig, lease } from "../harness/attention-rig.ts";

const S = "AA:BB:CC:DD:EE:FF";

describe("tails, on a virtual clock", () => {
	let rig: AttentionRig;

	beforeEach(async () => {
		rig = await AttentionRig.start();
		await rig.clock.advance(37); // Viewers act between two turns of the wheel.
	});
	afterEach(() => rig.stop());

	it("scenario 3: hover makes high at once; after leaving it is high at 7.9 s and medium between 8.0 and 8.3 s", async () => {
		const viewer = rig.viewer();
		viewer.update([lease(S, "view", "ecg")], []);
		viewer.update([lease(S, "hover", "ecg")], []);
		expect(rig.attention.level(S)).toBe("high");
		await rig.clock.advance(60_000);
		viewer.update([], [lease(S, "hover", "ecg")]);
		await rig.clock.advance(7_900);
		expect(rig.attention.level(S)).toBe("high");
		await rig.clock.advance(99);
		expect(rig.attention.level(S)).toBe("high");
		await rig.clock.advance(301);
		expect(rig.attention.level(S)).toBe("medium");
	});

	it("scenario 4: focus and unfocus without any hover, still in the viewport: high until 15 s, then medium", async () => {
		const viewer = rig.viewer();
		viewer.update([lease(S, "view", "ecg")], []);
		viewer.update([lease(S, "focus", "ecg")], []);
		viewer.update([], [lease(S, "focus", "ecg")]);
		await rig.clock.advance(14_999);
		expect(rig.attention.level(S)).toBe("high");
		await rig.clock.advance(301);
		expect(rig.attention.level(S)).toBe("medium");
		await rig.clock.advance(3_600_000);
		expect(rig.levels).toEqual([
			[S, "medium"],
			[S, "high"],
			[S, "medium"],
		]);
	});

	it.each([
		["elevated", 8_000, 4_000],
		["high", 5_000, 2_000],
		["critical", 2_000, 1_000],
	] as const)("scenarios 3 and 4 under %s load: tails of %d and %d ms", async (label, focusMs, hoverMs) => {
		rig.load(label);
		const viewer = rig.viewer();
		viewer.update([lease("f", "focus"), lease("h", "hover")], []);
		viewer.update([], [lease("f", "focus"), lease("h", "hover")]);
		await rig.clock.advance(hoverMs - 1);
		expect(rig.attention.level("h")).toBe("high");
		await rig.clock.advance(201);
		expect([rig.attention.level("f"), rig.attention.level("h")]).toEqual(["high", "none"]);
		await rig.clock.advance(focusMs - hoverMs - 201);
		expect(rig.attention.level("f")).toBe("high");
		await rig.clock.advance(201);
		expect(rig.attention.level("f")).toBe("none");
	});
});
