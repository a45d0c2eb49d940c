import type { Alert } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { ALERTS_KEPT, heldAlert, mergeAlerts, recentAlerts } from "./alert-list.ts";

function alert(id: number, more: Partial<Alert> = {}): Alert {
	return {
		...{ id, at: id, sensor_id: "s", sensor_name: "Person 1", attribute_id: "hr", kind: "spike" },
		...{ score: 8, value: 142, hold_ms: 20_000, reason: "heart rate 142 bpm, usually 58–66", ...more },
	} as Alert;
}

const ids = (alerts: readonly Alert[]): number[] => alerts.map(({ id }) => id);

describe("the page's alerts", () => {
	it("hold each alert once, newest first", () => {
		const known = mergeAlerts([], { full: true, alerts: [alert(3), alert(1)] });
		expect(ids(known)).toEqual([3, 1]);
		expect(ids(mergeAlerts(known, { alerts: [alert(4), alert(3), alert(2)] }))).toEqual([4, 3, 2, 1]);
	});

	it("begin anew with a full list: the server forgets at a restart", () => {
		expect(ids(mergeAlerts([alert(9)], { full: true, alerts: [alert(2)] }))).toEqual([2]);
	});

	it("are no more than a page needs", () => {
		const many = Array.from({ length: 300 }, (_, i) => alert(i));
		const kept = mergeAlerts(many.slice(0, 100), { alerts: many.slice(100) });
		expect(kept).toHaveLength(ALERTS_KEPT);
		expect(kept[0]!.id).toBe(299);
	});

	it("show one line a sensor, and nothing old", () => {
		const now = 10_000_000;
		const alerts = [
			alert(now - 1_000),
			alert(now - 2_000, { attribute_id: "spo2" }),
			alert(now - 3_000, { sensor_id: "other", hold_ms: 1_000 }),
			alert(now - 60_000),
			alert(now - 3_600_000, { attribute_id: "old" }),
		];
		const shown = recentAlerts(alerts, now).map((group) => [group.alert.id, group.others, group.held]);
		expect(shown).toEqual([
			[now - 1_000, 1, true],
			[now - 3_000, 0, false],
		]);
		expect(recentAlerts(alerts, now + 25_000)[0]!.held).toBe(false);
	});

	it("say nothing of a silence that is known already", () => {
		const alerts = [alert(5_000, { kind: "gap" }), alert(4_000)];
		expect(recentAlerts(alerts, 6_000, new Set(["s"])).map((group) => group.alert.id)).toEqual([4_000]);
		expect(recentAlerts(alerts, 6_000).map((group) => group.alert.id)).toEqual([5_000]);
	});

	it("mark a sensor, or one attribute of it, as long as attention is held", () => {
		const alerts = [alert(5_000), alert(1_000, { attribute_id: "spo2", hold_ms: 60_000 })];
		expect(heldAlert(alerts, 6_000, "s")?.id).toBe(5_000);
		expect(heldAlert(alerts, 6_000, "s", "spo2")?.id).toBe(1_000);
		expect(heldAlert(alerts, 30_000, "s")?.id).toBe(1_000);
		expect(heldAlert(alerts, 90_000, "s")).toBeUndefined();
		expect(heldAlert(alerts, 6_000, "other")).toBeUndefined();
	});
});
