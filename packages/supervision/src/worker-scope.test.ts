import { EventEmitter } from "node:events";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { type ScopeEnd, WorkerScope } from "./worker-scope.ts";

function setUp(closes = true) {
	const clock = new FakeClock();
	const ends: ScopeEnd[] = [];
	const problems: [string, unknown][] = [];
	const scope = new WorkerScope({
		clock,
		scopeEnded: (ended, end) => {
			ends.push(end);
			if (closes) void ended.close();
		},
		scopeProblem: (event, error) => void problems.push([event, error]),
		observe: () => {},
	});
	return { clock, scope, ends, problems };
}

const error = new Error("broken");
const fail = () => {
	throw error;
};
const crash = { kind: "crash", error };

describe("a failure in the scope is its worker's crash", () => {
	const sites: [string, (scope: WorkerScope) => void][] = [
		["fail", (scope) => scope.fail(error)],
		["a timer", (scope) => void scope.after(5, fail)],
		["an asynchronous timer", (scope) => void scope.after(5, async () => fail())],
		["an interval", (scope) => void scope.every(5, fail)],
		["an asynchronous interval", (scope) => void scope.every(5, () => Promise.reject(error))],
		["a mailbox", (scope) => void scope.mailbox(fail, { limit: 1 }).push(1)],
		["a promise", (scope) => scope.run(Promise.reject(error))],
		["a function", (scope) => scope.run(fail)],
		["an asynchronous function", (scope) => scope.run(async () => fail())],
		["a bound callback", (scope) => void scope.bind(fail)()],
		["a listener of an emitter", (scope) => void emit(scope, fail)],
		["an asynchronous listener", (scope) => void emit(scope, () => Promise.reject(error))],
		["a listener of a target", (scope) => void dispatch(scope, fail)],
	];
	const emit = (scope: WorkerScope, listener: () => unknown) => {
		const emitter = new EventEmitter();
		scope.listen(emitter, "data", listener);
		emitter.emit("data");
	};
	const dispatch = (scope: WorkerScope, listener: () => unknown) => {
		const target = new EventTarget();
		scope.listen(target, "data", listener);
		target.dispatchEvent(new Event("data"));
	};

	it.each(sites)("in %s", async (_name, act) => {
		const { scope, ends, clock } = setUp();
		act(scope);
		await clock.advance(5);
		expect(ends).toEqual([crash]);
		expect(clock.pending).toBe(0);
	});

	it("and reaches the caller of a bound asynchronous callback as well", async () => {
		const { scope, ends } = setUp();
		await expect(scope.bind(async () => fail())()).rejects.toBe(error);
		expect(ends).toEqual([crash]);
	});
});

describe("a closed scope", () => {
	it("calls nothing any more", async () => {
		const { scope, clock, ends } = setUp();
		const emitter = new EventEmitter();
		const calls: string[] = [];
		scope.after(5, () => calls.push("after"));
		scope.every(5, () => calls.push("every"));
		scope.listen(emitter, "data", () => calls.push("listen"));
		const bound = scope.bind(() => calls.push("bind"));
		const mailbox = scope.mailbox<number>(() => void calls.push("mailbox"), { limit: 5 });
		mailbox.push(1);
		void scope.close();
		emitter.emit("data");
		scope.run(() => calls.push("run"));
		expect([bound(), mailbox.push(2)]).toEqual([undefined, false]);
		await clock.advance(100);
		expect(calls).toEqual([]);
		expect([clock.pending, emitter.listenerCount("data"), ends.length]).toEqual([0, 0, 0]);
	});

	it("disposes of what is registered on it at once", () => {
		const { scope, clock } = setUp();
		void scope.close();
		const calls: string[] = [];
		scope.defer(() => calls.push("deferred"));
		scope.after(5, () => calls.push("after"));
		expect(scope.mailbox(() => {}, { limit: 5 }).push(1)).toBe(false);
		expect([calls, clock.pending, scope.signal.aborted]).toEqual([["deferred"], 0, true]);
	});

	it("reports a late failure, unless it is the abort that was asked for", () => {
		const { scope, ends, problems } = setUp();
		void scope.close();
		scope.fail(error);
		scope.fail(new DOMException("stopped", "AbortError"));
		scope.done();
		expect([ends, problems]).toEqual([[], [["late_crash", error]]]);
	});

	it("and one that is still open have ended once", () => {
		const { scope, ends, problems } = setUp(false);
		scope.done();
		scope.done();
		scope.fail(error);
		expect([ends, problems]).toEqual([[{ kind: "done" }], [["late_crash", error]]]);
	});

	it("has ended once: what follows the first crash is late", () => {
		const { scope, ends, problems } = setUp();
		scope.fail(error);
		scope.fail(new Error("second"));
		expect([ends, problems]).toEqual([[crash], [["late_crash", new Error("second")]]]);
	});
});

describe("disposal", () => {
	it("runs in reverse order, waits for asynchronous ones and survives failing ones", async () => {
		const { scope, clock, problems } = setUp();
		const calls: number[] = [];
		scope.defer(() => calls.push(1));
		scope.defer(() => Promise.reject(error));
		scope.defer(() => new Promise((resolve) => clock.setTimeout(() => resolve(calls.push(2)), 10)));
		scope.defer(fail);
		scope.defer(() => calls.push(3));
		const closing = scope.close();
		expect([calls, scope.close() === closing]).toEqual([[3], true]);
		await clock.advance(10);
		await closing;
		expect(calls).toEqual([3, 2, 1]);
		expect(problems).toEqual([
			["dispose_failed", error],
			["dispose_failed", error],
		]);
	});

	it("runs what is behind a hung one when it is killed, and nothing twice", async () => {
		const { scope } = setUp();
		const calls: number[] = [];
		let unhang = () => {};
		scope.defer(() => calls.push(1));
		scope.defer(() => new Promise<void>((resolve) => (unhang = resolve)));
		const closing = scope.close();
		scope.kill();
		expect(calls).toEqual([1]);
		unhang();
		await closing;
		expect(calls).toEqual([1]);
	});

	it("is early, and once, for what is released", async () => {
		const { scope, clock } = setUp();
		const calls: number[] = [];
		const first = scope.defer(() => calls.push(1));
		scope.defer(() => calls.push(2));
		const third = scope.defer(() => calls.push(3));
		const timer = scope.after(5, () => calls.push(4));
		third();
		first();
		third();
		timer();
		await clock.advance(5);
		void scope.close();
		expect(calls).toEqual([3, 1, 2]);
	});

	it("has nothing left of a timer that has fired", async () => {
		const { scope, clock } = setUp();
		let cleared = 0;
		clock.clearTimeout = () => {
			cleared++;
		};
		scope.after(5, () => {});
		await clock.advance(5);
		void scope.close();
		expect(cleared).toBe(0);
	});

	it("aborts the signal", () => {
		const { scope } = setUp();
		const { signal } = scope;
		expect(signal.aborted).toBe(false);
		void scope.close();
		expect(signal.aborted).toBe(true);
	});
});

describe("a running scope", () => {
	it("calls an interval again only when its asynchronous callback has settled", async () => {
		const { scope, clock } = setUp();
		const calls: number[] = [];
		scope.every(10, () => {
			calls.push(clock.monotonic());
			return new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 15));
		});
		await clock.advance(50);
		expect(calls).toEqual([10, 30, 50]);
	});

	it("passes arguments and results through", () => {
		const { scope } = setUp();
		const emitter = new EventEmitter();
		const seen: unknown[] = [];
		const release = scope.listen(emitter, "data", (a: number, b: string) => seen.push(a, b));
		emitter.emit("data", 1, "two");
		release();
		emitter.emit("data", 3, "four");
		expect([seen, scope.bind((a: number, b: number) => a + b)(2, 3)]).toEqual([[1, "two"], 5]);
	});

	it("knows how many messages wait in its mailboxes", () => {
		const { scope } = setUp();
		expect(scope.mailboxLength).toBeUndefined();
		const [first, second] = [scope.mailbox(() => {}, { limit: 5 }), scope.mailbox(() => {}, { limit: 5 })];
		for (const mailbox of [first, second, second]) mailbox.push(1);
		expect(scope.mailboxLength).toBe(3);
	});

	it("ends normally once", () => {
		const { scope, ends } = setUp();
		scope.done();
		scope.done();
		expect(ends).toEqual([{ kind: "done" }]);
	});
});
