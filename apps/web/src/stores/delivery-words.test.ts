import { FULL_DELIVERY } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { deliveryReason, deliveryWords } from "./delivery-words.ts";

const measured = { framesHz: 23.6, samplesHz: 500, declaredHz: 500, windowMs: 500 };

describe("the words for delivery", () => {
	it("tell a pause and a reason before anything else", () => {
		const slow = { interval_ms: 350, label: "low", reason: "your connection", chosen: "auto" } as const;
		expect(deliveryWords(measured, slow)).toBe("Delivered 24 Hz · your connection");
		expect(deliveryWords(measured, { ...slow, label: "paused", reason: "tab hidden" })).toBe(
			"Paused · tab hidden",
		);
		expect(deliveryWords(measured, { ...slow, reason: "server busy: event loop" })).toBe(
			"Delivered 24 Hz · server busy: event loop",
		);
	});

	it("tell the share that arrives of what devices declare", () => {
		expect(deliveryWords(measured, FULL_DELIVERY)).toBe("Delivered 24 Hz · full rate");
		expect(deliveryWords({ ...measured, samplesHz: 200 }, FULL_DELIVERY)).toBe(
			"Delivered 24 Hz · reduced to 40 %",
		);
		expect(deliveryWords({ framesHz: 2, samplesHz: 0, declaredHz: 0, windowMs: 0 }, FULL_DELIVERY)).toBe(
			"Delivered 2 Hz",
		);
	});

	it("explain each reason in a sentence", () => {
		const notice = { interval_ms: 1_000, label: "minimal", reason: "you chose", chosen: "minimal" } as const;
		expect(deliveryReason(notice, 500)).toBe("You chose minimal.");
		expect(deliveryReason(FULL_DELIVERY, 500)).toBe("Nothing holds updates back.");
		expect(deliveryReason({ ...notice, reason: "server busy: database" }, 500)).toBe(
			"The server is busy (database), so updates come less often.",
		);
	});

	it("do not tell a rate of nothing where signals come once in a while", () => {
		const rare = { framesHz: 0, samplesHz: 0, declaredHz: 0, windowMs: 200 };
		expect(deliveryWords(rare, FULL_DELIVERY)).toBe("No new values at present");
		expect(deliveryWords({ ...rare, framesHz: 0.3 }, FULL_DELIVERY)).toBe("Delivered 0.3 Hz");
		expect(deliveryWords({ ...rare, declaredHz: 250 }, FULL_DELIVERY)).toBe(
			"Delivered 0 Hz · reduced to 0 %",
		);
	});

	it("tell slow rates to tenths", () => {
		expect(deliveryWords({ ...measured, framesHz: 1.5 }, FULL_DELIVERY)).toBe("Delivered 1.5 Hz · full rate");
		expect(deliveryWords({ ...measured, framesHz: 3.25 }, FULL_DELIVERY)).toBe("Delivered 3 Hz · full rate");
	});

	it("tell that devices are asked to send less often", () => {
		const slow = { ...measured, windowMs: 2_500 };
		expect(deliveryWords(slow, FULL_DELIVERY)).toBe("Delivered 24 Hz · server busy");
		expect(deliveryReason(FULL_DELIVERY, 2_500)).toBe(
			"The server is busy: devices send every 2.5 s, and nothing is left out.",
		);
	});

	it("name the load, and whether it is a drill", () => {
		const slow = { ...measured, windowMs: 1_500 };
		const busy = { label: "high", injected: false, bottleneck: "event loop" } as const;
		const notice = { ...FULL_DELIVERY, load: busy };
		expect(deliveryWords(slow, notice)).toBe("Delivered 24 Hz · server busy: event loop");
		expect(deliveryReason(notice, 1_500)).toBe(
			"The server is busy (event loop, load high): devices send every 1.5 s, and nothing is left out.",
		);
		const drill = { ...notice, load: { ...busy, injected: true } };
		expect(deliveryWords(slow, drill)).toBe("Delivered 24 Hz · load drill: high");
		expect(deliveryReason(drill, 1_500)).toBe(
			"Somebody set the load to high by hand, for a drill: devices send every 1.5 s, and nothing is left out.",
		);
		const critical = { ...drill, load: { ...drill.load, label: "critical" } } as const;
		expect(deliveryReason(critical, 1_500)).toContain("and what nobody looks at is left out.");
		// What is not held back is not explained away.
		expect(deliveryWords(measured, drill)).toBe("Delivered 24 Hz · full rate");
	});
});
