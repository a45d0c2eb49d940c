import { describe, expect, it } from "vitest";
import { AttentionTracker } from "./attention-tracker.ts";

function tracker() {
	const sent: unknown[] = [];
	const queue: (() => void)[] = [];
	const attention = new AttentionTracker(
		(change) => sent.push(change),
		(flush) => queue.push(flush),
	);
	const settle = (): void => {
		for (const flush of queue.splice(0)) flush();
	};
	return { attention, sent, settle };
}

const view = { sensor_id: "s", attribute_id: "ecg", kind: "view" };

describe("AttentionTracker", () => {
	it("never tells what comes and goes within one turn", () => {
		const { attention, sent, settle } = tracker();
		attention.hold("s", "ecg", "view")();
		settle();
		expect(sent).toEqual([]);
	});

	it("ignores a second give-back", () => {
		const { attention, sent, settle } = tracker();
		const first = attention.hold("s", "ecg", "view");
		attention.hold("s", "ecg", "view");
		settle();
		first();
		first();
		settle();
		expect(sent).toEqual([{ add: [view], remove: [] }]);
	});

	it("tells an interest once and takes it back with its last holder", () => {
		const { attention, sent, settle } = tracker();
		const releases = [attention.hold("s", "ecg", "view"), attention.hold("s", "ecg", "view")];
		settle();
		for (const release of releases) release();
		settle();
		expect(sent).toEqual([
			{ add: [view], remove: [] },
			{ add: [], remove: [view] },
		]);
	});

	it("gathers the changes of one turn in one message", () => {
		const { attention, sent, settle } = tracker();
		const hover = attention.hold("s", "ecg", "hover");
		settle();
		hover();
		attention.hold("s", "ecg", "focus");
		attention.hold("t", "*", "view");
		settle();
		expect(sent[1]).toEqual({
			add: [
				{ sensor_id: "s", attribute_id: "ecg", kind: "focus" },
				{ sensor_id: "t", attribute_id: "*", kind: "view" },
			],
			remove: [{ sensor_id: "s", attribute_id: "ecg", kind: "hover" }],
		});
	});

	it("tells when the page is out of sight", () => {
		const { attention, sent } = tracker();
		attention.setHidden(true);
		expect(sent).toEqual([{ add: [], remove: [], hidden: true }]);
	});
});
