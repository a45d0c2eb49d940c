import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { MAILBOX_TURN_MESSAGES, Mailbox, type MailboxOptions } from "./mailbox.ts";
import type { SupervisionError } from "./supervision-error.ts";

function setUp<T>(handle: (message: T) => void | Promise<void>, options: Partial<MailboxOptions<T>> = {}) {
	const clock = new FakeClock();
	const failures: unknown[] = [];
	const mailbox = new Mailbox<T>(
		handle,
		{ limit: 100_000, ...options },
		{
			clock,
			fail: (error) => {
				failures.push(error);
				mailbox.close();
			},
		},
	);
	return { clock, mailbox, failures };
}

describe("Mailbox overflow", () => {
	it("refuses by default and counts what it lost", async () => {
		const seen: number[] = [];
		const { mailbox, clock } = setUp<number>((n) => void seen.push(n), { limit: 2 });
		expect([1, 2, 3, 4].map((n) => mailbox.push(n))).toEqual([true, true, false, false]);
		expect([mailbox.length, mailbox.dropped]).toEqual([2, 2]);
		await clock.flush();
		expect(seen).toEqual([1, 2]);
		expect(mailbox.push(5)).toBe(true);
	});

	it("drops the oldest when told to", async () => {
		const seen: number[] = [];
		const { mailbox, clock } = setUp<number>((n) => void seen.push(n), {
			limit: 2,
			onOverflow: "drop_oldest",
		});
		for (const n of [1, 2, 3, 4]) expect(mailbox.push(n)).toBe(true);
		await clock.flush();
		expect(seen).toEqual([3, 4]);
		expect(mailbox.dropped).toBe(2);
	});

	it("takes nothing at a limit of zero", () => {
		const { mailbox } = setUp<number>(() => {}, { limit: 0, onOverflow: "drop_oldest" });
		expect([mailbox.push(1), mailbox.length]).toEqual([false, 0]);
	});

	it("crashes the worker when told to", () => {
		const { mailbox, failures } = setUp<number>(() => {}, { limit: 1, onOverflow: "crash" });
		mailbox.push(1);
		expect(mailbox.push(2)).toBe(false);
		expect((failures[0] as SupervisionError).code).toBe("mailbox_overflow");
	});

	it("crashes the worker, not the sender, when the callback throws", () => {
		const { mailbox, failures } = setUp<number>(() => {}, {
			limit: 0,
			onOverflow: () => {
				throw new Error("overflow");
			},
		});
		expect(mailbox.push(1)).toBe(false);
		expect(failures).toEqual([new Error("overflow")]);
	});

	it("hands a refused message to the callback", () => {
		const refused: number[] = [];
		const { mailbox } = setUp<number>(() => {}, { limit: 1, onOverflow: (n) => refused.push(n) });
		mailbox.push(1);
		mailbox.push(2);
		expect(refused).toEqual([2]);
	});
});

describe("Mailbox failures", () => {
	it("crashes the worker on a throw and handles nothing after it", async () => {
		const seen: number[] = [];
		const { mailbox, clock, failures } = setUp<number>((n) => {
			if (n === 2) throw new Error("two");
			seen.push(n);
		});
		for (const n of [1, 2, 3]) mailbox.push(n);
		await clock.flush();
		expect(seen).toEqual([1]);
		expect(failures).toEqual([new Error("two")]);
		expect([mailbox.push(4), mailbox.length]).toEqual([false, 0]);
	});

	it("crashes the worker on a rejection", async () => {
		const { mailbox, clock, failures } = setUp<number>(() => Promise.reject(new Error("later")));
		mailbox.push(1);
		await clock.flush();
		expect(failures).toEqual([new Error("later")]);
	});

	it("releases those who wait for it to drain when its worker ends", async () => {
		const { mailbox, clock } = setUp<number>(() => new Promise(() => {}));
		mailbox.push(1);
		await clock.flush();
		const waiting = mailbox.drained();
		mailbox.close();
		await waiting;
		await mailbox.drained();
	});
});

describe("Mailbox order", () => {
	it("handles nothing inside push, and everything in order after it", async () => {
		const seen: number[] = [];
		const { mailbox, clock } = setUp<number>((n) => {
			seen.push(n);
			if (n < 3) mailbox.push(n + 10);
		});
		for (const n of [1, 2, 3]) mailbox.push(n);
		expect(seen).toEqual([]);
		await clock.flush();
		expect(seen).toEqual([1, 2, 3, 11, 12]);
	});

	it("handles one message at a time when handlers are asynchronous", async () => {
		const seen: string[] = [];
		const { mailbox, clock } = setUp<number>((n) => {
			seen.push(`begin ${n}`);
			return new Promise((resolve) => {
				clock.setTimeout(() => {
					seen.push(`end ${n}`);
					resolve();
				}, 10 - n);
			});
		});
		for (const n of [1, 2]) mailbox.push(n);
		let drained = false;
		void mailbox.drained().then(() => {
			drained = true;
		});
		await clock.advance(9);
		expect([seen, mailbox.length, drained]).toEqual([["begin 1", "end 1", "begin 2"], 0, false]);
		await clock.advance(8);
		expect([seen.at(-1), drained]).toEqual(["end 2", true]);
	});

	it("lets other work through after a turn's messages", async () => {
		let handled = 0;
		const { mailbox, clock } = setUp<number>(() => {
			handled++;
		});
		for (let i = 0; i < MAILBOX_TURN_MESSAGES + 1; i++) mailbox.push(i);
		await clock.flush();
		expect(handled).toBe(MAILBOX_TURN_MESSAGES);
		await clock.advance(0);
		expect(handled).toBe(MAILBOX_TURN_MESSAGES + 1);
	});

	it("begins a new turn when it was empty in between", async () => {
		let handled = 0;
		const { mailbox, clock } = setUp<number>(() => {
			handled++;
		});
		for (let burst = 1; burst <= 3; burst++) {
			for (let i = 0; i < MAILBOX_TURN_MESSAGES; i++) mailbox.push(i);
			await clock.flush();
			expect(handled).toBe(burst * MAILBOX_TURN_MESSAGES);
		}
	});
});
