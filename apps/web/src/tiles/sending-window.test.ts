import { describe, expect, it } from "vitest";
import { SendingWindow } from "./sending-window.ts";

describe("SendingWindow", () => {
	it("lets a former, longer window explain what is on its way, and no longer", () => {
		const sending = new SendingWindow();
		expect(sending.at(2_000, 0)).toBe(2_000);
		expect(sending.at(200, 100)).toBe(2_000);
		expect(sending.at(200, 1_599)).toBe(2_000);
		expect(sending.at(200, 1_600)).toBe(200);
	});

	it("keeps the longest of several steps down", () => {
		const sending = new SendingWindow();
		sending.at(5_000, 0);
		sending.at(2_000, 0);
		expect(sending.at(100, 500)).toBe(5_000);
		expect(sending.at(100, 2_000)).toBe(100);
	});

	it("takes a longer window at once", () => {
		const sending = new SendingWindow();
		expect(sending.at(100, 0)).toBe(100);
		expect(sending.at(2_500, 10)).toBe(2_500);
	});
});
