import { describe, expect, it } from "vitest";
import { Toggle } from "./toggle.ts";

describe("Toggle", () => {
	it("T1 finishes one turn before the next, and does nothing twice", async () => {
		const log: string[] = [];
		const gate = Promise.withResolvers<void>();
		const toggle = new Toggle(
			() => void log.push("on"),
			async () => {
				log.push("off begins");
				await gate.promise;
				log.push("off");
			},
			(error) => log.push(String(error)),
		);
		void toggle.set(true);
		void toggle.set(true);
		void toggle.set(false);
		const last = toggle.set(true);
		await Promise.resolve();
		gate.resolve();
		await last;
		expect(log).toEqual(["on", "off begins", "off", "on"]);
	});

	it("T2 reports what fails and can be turned on again", async () => {
		const failures: unknown[] = [];
		let turns = 0;
		const toggle = new Toggle(
			() => {
				turns += 1;
				if (turns === 1) throw new Error("no network");
			},
			() => {},
			(error) => failures.push(error),
		);
		await toggle.set(true);
		await toggle.set(false);
		await toggle.set(true);
		expect([turns, failures]).toEqual([2, [new Error("no network")]]);
	});
});
