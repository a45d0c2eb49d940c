import { beforeEach, describe, expect, it } from "vitest";
import { AckSender } from "./ack-sender.ts";

describe("AckSender", () => {
	let now: number;
	let paints: (() => void)[];
	let timers: { at: number; callback: () => void }[];
	let acks: [seq: number, lag: number, held: number][];
	let sender: AckSender;

	beforeEach(() => {
		now = 1_000;
		paints = [];
		timers = [];
		acks = [];
		sender = new AckSender({
			now: () => now,
			afterPaint: (callback) => paints.push(callback),
			setTimeout: (callback, ms) => timers.push({ at: now + ms, callback }),
			send: (...ack) => acks.push(ack),
		});
	});

	function pass(ms: number): void {
		now += ms;
		const due = timers.filter(({ at }) => at <= now);
		timers = timers.filter(({ at }) => at > now);
		for (const { callback } of due) callback();
	}

	function paint(): void {
		for (const callback of paints.splice(0)) callback();
	}

	it("says nothing before a frame is painted", () => {
		sender.arrived(1);
		pass(10_000);
		expect(acks).toEqual([]);
	});

	it("acknowledges the first frame with its paint, with the newest that had come by then", () => {
		sender.arrived(1);
		pass(4);
		sender.arrived(2);
		pass(8);
		paint();
		expect(acks).toEqual([[2, 8, 8]]);
	});

	it("gathers further ones for 250 ms and says how long the newest was held", () => {
		sender.arrived(1);
		paint();
		for (let seq = 2; seq <= 9; seq++) {
			pass(25);
			sender.arrived(seq);
			pass(5);
			paint();
		}
		expect(acks).toEqual([[1, 0, 0]]);
		pass(10);
		expect(acks).toEqual([
			[1, 0, 0],
			[9, 5, 15],
		]);
	});

	it("is quick again after a pause", () => {
		sender.arrived(1);
		paint();
		pass(1_000);
		sender.arrived(2);
		pass(3);
		paint();
		expect(acks[1]).toEqual([2, 3, 3]);
	});
});
