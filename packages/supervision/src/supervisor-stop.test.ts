import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it, vi } from "vitest";
import type { Scope } from "./scope.ts";
import type { SupervisionEvent } from "./supervision-event.ts";
import { Supervisor, type SupervisorOptions } from "./supervisor.ts";
import type { ChildSpec, Worker } from "./worker.ts";

const hang = () => new Promise<never>(() => {});

function setUp() {
	const clock = new FakeClock({ startMs: 0 });
	const trace: string[] = [];
	const onEvent = ({ event, child }: SupervisionEvent) => void trace.push(`${event} ${child}`);
	const spec = (id: string, worker: Worker = {}, rest: Partial<ChildSpec> = {}): ChildSpec => ({
		id,
		create: () => worker,
		...rest,
	});
	const make = (children: ChildSpec[], options: Partial<SupervisorOptions> = {}) =>
		new Supervisor("root", { strategy: "one_for_one", clock, onEvent, ...options }, children);
	return { clock, trace, spec, make };
}

describe("a child that does not stop", () => {
	it("is killed at its limit, and the others are stopped all the same", async () => {
		const { make, spec, trace, clock } = setUp();
		const calls: string[] = [];
		const start = (scope: Scope) => {
			scope.defer(() => calls.push("disposed"));
			scope.every(10, () => calls.push("tick"));
		};
		const root = make([spec("a"), spec("b", { start, stop: hang }, { shutdownMs: 25 }), spec("c")]);
		await root.start();
		trace.splice(0);
		const stopping = root.stop();
		await clock.advance(24);
		expect([trace, calls]).toEqual([["stop c"], ["tick", "tick"]]);
		await clock.advance(1);
		await stopping;
		expect(trace).toEqual(["stop c", "killed b", "stop a"]);
		expect([calls, clock.pending]).toEqual([["tick", "tick", "disposed"], 0]);
	});

	it("has five seconds when its spec names no limit, disposals included", async () => {
		const { make, spec, trace, clock } = setUp();
		const start = (scope: Scope) => void scope.defer(hang);
		const stop = () => new Promise<void>((resolve) => clock.setTimeout(resolve, 4_000));
		const root = make([spec("a", { start, stop })]);
		await root.start();
		const stopping = root.stop();
		await clock.advance(4_999);
		expect(trace).toEqual(["start a"]);
		await clock.advance(1);
		await stopping;
		expect(trace).toEqual(["start a", "killed a"]);
	});

	it("cannot keep a crashed sibling's group from restarting", async () => {
		const { make, spec, trace, clock } = setUp();
		let crash = () => {};
		const start = (scope: Scope) => {
			crash = () => scope.fail(new Error("broken"));
		};
		const root = make([spec("a", { start }), spec("b", { stop: hang }, { shutdownMs: 10 })], {
			strategy: "one_for_all",
		});
		await root.start();
		crash();
		await clock.advance(10);
		expect(trace.slice(2)).toEqual(["crash a", "killed b", "stop a", "restart a", "restart b"]);
	});

	it("is abandoned with its supervisor when that has a limit of its own", async () => {
		const { make, spec, trace, clock } = setUp();
		const inner = new Supervisor("inner", { strategy: "one_for_one" }, [
			spec("a"),
			spec("b", { stop: hang }),
		]);
		const root = make([spec("inner", inner, { shutdownMs: 100 })]);
		await root.start();
		trace.splice(0);
		const stopping = root.stop();
		await clock.advance(100);
		await stopping;
		expect(trace).toEqual(["killed b", "killed a", "killed inner"]);
		await clock.settle();
		expect([trace.length, inner.tree().state]).toEqual([3, "down"]);
	});
});

describe("a child that fails while it stops", () => {
	it("counts as stopped", async () => {
		const { make, spec, trace } = setUp();
		const broken = () => {
			throw new Error("broken");
		};
		const start = (scope: Scope) => void scope.defer(broken);
		const root = make([
			spec("a", { start }),
			spec("b", { stop: broken }),
			spec("c", { stop: async () => broken() }),
		]);
		await root.start();
		await root.stop();
		expect(trace.slice(3)).toEqual([
			"stop_failed c",
			"stop c",
			"stop_failed b",
			"stop b",
			"dispose_failed a",
			"stop a",
		]);
	});

	it("is not restarted when it crashes on the way", async () => {
		const { make, spec, trace, clock } = setUp();
		let fail = () => {};
		const worker: Worker = {
			start: (scope) => {
				fail = () => scope.fail(new Error("broken"));
				scope.defer(() => trace.push("disposed"));
			},
			stop: async () => {
				fail();
				trace.push("end of stop");
			},
		};
		const root = make([spec("a", worker)]);
		await root.start();
		await root.stop();
		await clock.settle();
		expect(trace).toEqual(["start a", "disposed", "crash a", "end of stop", "stop a"]);
		expect(root.tree()).toMatchObject({ state: "down", children: [{ lastError: "broken" }] });
	});
});

describe("an orderly stop", () => {
	it("during a group restart starts nothing more", async () => {
		const { make, spec, trace, clock } = setUp();
		let crash = () => {};
		const start = (scope: Scope) => {
			crash = () => scope.fail(new Error("broken"));
		};
		const stop = () => new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
		const root = make([spec("a", { start }), spec("b", { stop })], { strategy: "one_for_all" });
		await root.start();
		trace.splice(0);
		crash();
		await clock.flush();
		const stopping = root.stop();
		await clock.settle();
		await stopping;
		expect(trace).toEqual(["crash a", "stop b", "stop a"]);
	});

	it("runs the worker's stop with its scope open, then closes the scope", async () => {
		const { make, spec } = setUp();
		const seen: string[] = [];
		let push = (_message: string) => false;
		let drained = () => Promise.resolve();
		const worker: Worker = {
			start: (scope) => {
				const mailbox = scope.mailbox<string>((message) => void seen.push(message), { limit: 9 });
				push = (message) => mailbox.push(message);
				drained = () => mailbox.drained();
				scope.defer(() => seen.push("disposed"));
			},
			stop: () => drained(),
		};
		const root = make([spec("a", worker)]);
		await root.start();
		push("last");
		await root.stop();
		expect([seen, push("later")]).toEqual([["last", "disposed"], false]);
	});

	it("of many independent children can take as long as the slowest", async () => {
		const { make, spec, clock } = setUp();
		const slow = (ms: number) => ({
			stop: () => new Promise<void>((resolve) => clock.setTimeout(resolve, ms)),
		});
		const root = make([spec("a", slow(30)), spec("b", slow(20)), spec("c", slow(10))], {
			stopTogether: true,
		});
		await root.start();
		let stopped = false;
		const stopping = root.stop().then(() => {
			stopped = true;
		});
		await clock.advance(29);
		expect(stopped).toBe(false);
		await clock.advance(1);
		await stopping;
	});
});

describe("an observer that throws", () => {
	it("changes nothing for the children, and its error surfaces on its own", async () => {
		const { make, spec } = setUp();
		const queued: (() => void)[] = [];
		const root = make([spec("a"), spec("b")], {
			onEvent: () => {
				throw new Error("log full");
			},
		});
		vi.stubGlobal("queueMicrotask", (fn: () => void) => queued.push(fn));
		await root.start();
		vi.unstubAllGlobals();
		expect(root.tree().children?.map((child) => child.state)).toEqual(["up", "up"]);
		expect(queued).toHaveLength(2);
		for (const fn of queued) expect(fn).toThrow("log full");
	});
});
