import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import type { Scope } from "./scope.ts";
import type { SupervisionError } from "./supervision-error.ts";
import type { SupervisionEvent } from "./supervision-event.ts";
import { Supervisor, type SupervisorOptions } from "./supervisor.ts";
import type { ChildSpec, Worker } from "./worker.ts";

function setUp(options: Partial<SupervisorOptions> = {}) {
	const clock = new FakeClock();
	const trace: string[] = [];
	const events: SupervisionEvent[] = [];
	const scopes = new Map<string, Scope>();
	const spec = (id: string, parts: Worker = {}, rest: Partial<ChildSpec> = {}): ChildSpec => ({
		id,
		create: () => ({
			start: (scope) => {
				trace.push(`+${id}`);
				scopes.set(id, scope);
				return parts.start?.(scope);
			},
			stop: () => {
				trace.push(`-${id}`);
				return parts.stop?.();
			},
		}),
		...rest,
	});
	const make = (children: ChildSpec[], more: Partial<SupervisorOptions> = {}) =>
		new Supervisor(
			"root",
			{ strategy: "one_for_one", clock, onEvent: (event) => void events.push(event), ...options, ...more },
			children,
		);
	const seen = (event: SupervisionEvent["event"]) =>
		events.filter((e) => e.event === event).map((e) => e.child);
	return { clock, trace, events, scopes, spec, make, seen };
}

const hang = () => new Promise<never>(() => {});
const refuse = () => {
	throw new Error("no port");
};

describe("a start that fails", () => {
	it("rejects with its reason after those already started are stopped in reverse", async () => {
		const { make, spec, trace } = setUp();
		const root = make([spec("a"), spec("b"), spec("c", { start: refuse }), spec("d")]);
		await expect(root.start()).rejects.toThrow("no port");
		expect(trace).toEqual(["+a", "+b", "+c", "-b", "-a"]);
		expect(root.tree()).toMatchObject({ state: "down", children: [{}, {}, { lastError: "no port" }, {}] });
	});

	it("includes a worker that cannot be made, crashes while it starts, or rejects", async () => {
		const { make, spec, clock } = setUp();
		const crashing = (scope: Scope) => {
			scope.after(5, refuse);
			return hang();
		};
		await expect(make([{ id: "a", create: refuse }]).start()).rejects.toThrow("no port");
		await expect(make([spec("b", { start: async () => refuse() })]).start()).rejects.toThrow("no port");
		await expect(make([spec("c", { start: (scope) => scope.run(refuse) })]).start()).rejects.toThrow(
			"no port",
		);
		const starting = expect(make([spec("d", { start: crashing })]).start()).rejects.toThrow("no port");
		await clock.advance(5);
		await starting;
	});

	it("disposes of what the worker had opened and does not call its stop", async () => {
		const { make, spec, trace } = setUp();
		const start = (scope: Scope) => {
			scope.defer(() => trace.push("disposed"));
			refuse();
		};
		await expect(make([spec("a", { start })]).start()).rejects.toThrow("no port");
		expect(trace).toEqual(["+a", "disposed"]);
	});

	it("is one that takes too long; when it completes after all the worker is stopped", async () => {
		const { make, spec, trace, clock } = setUp();
		let complete = () => {};
		const start = () => new Promise<void>((resolve) => (complete = resolve));
		const starting = make([spec("a", { start }, { startMs: 100 })]).start();
		const failed = expect(starting).rejects.toMatchObject({ code: "start_timeout" });
		await clock.advance(99);
		expect(trace).toEqual(["+a"]);
		await clock.advance(1);
		await failed;
		complete();
		await clock.flush();
		expect(trace).toEqual(["+a", "-a"]);
	});

	it("keeps no supervisor from stopping: the start is cancelled", async () => {
		const { make, spec, trace, clock } = setUp();
		const inner = make([spec("a"), spec("b", { start: hang })]);
		const root = make([{ id: "inner", create: () => inner }, spec("c")]);
		const starting = expect(root.start()).rejects.toMatchObject({ code: "stopping" });
		await clock.flush();
		await root.stop();
		await starting;
		expect(trace).toEqual(["+a", "+b", "-a"]);
		expect([inner.tree().state, root.tree().state]).toEqual(["down", "down"]);
	});

	it("ends with the first child that stops the supervisor, also when it is the last", async () => {
		const { make, spec, trace } = setUp();
		const stops = (): Worker => ({ start: () => void root.stop() });
		let root = make([spec("a", stops()), spec("b")]);
		await expect(root.start()).rejects.toMatchObject({ code: "stopping" });
		expect(trace.splice(0)).toEqual(["+a", "-a"]);
		root = make([spec("a", stops())]);
		await expect(root.start()).rejects.toMatchObject({ code: "stopping" });
		expect([trace, root.tree().state]).toEqual([["+a", "-a"], "down"]);
	});

	it("of a supervisor that has a limit of its own ends the children it has and starts no more", async () => {
		const { make, spec, trace, clock, seen } = setUp();
		const slow = () => new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
		const inner = make([spec("a"), spec("b", { start: slow }), spec("c")]);
		const root = make([{ id: "inner", create: () => inner, startMs: 10 }]);
		const starting = expect(root.start()).rejects.toMatchObject({ code: "start_timeout" });
		await clock.settle();
		await starting;
		expect(trace).toEqual(["+a", "+b", "-b"]);
		expect([seen("killed"), seen("start_failed")]).toEqual([["b", "a"], ["inner"]]);
		expect(inner.tree().state).toBe("down");
	});

	it("reports the rejection of an abandoned start as late", async () => {
		const { make, spec, clock, seen } = setUp();
		let reject = (_error: Error) => {};
		const start = () => new Promise<void>((_, no) => (reject = no));
		const starting = expect(make([spec("a", { start }, { startMs: 1 })]).start()).rejects.toThrow();
		await clock.advance(1);
		await starting;
		reject(new Error("late"));
		await clock.flush();
		expect(seen("late_crash")).toEqual(["a"]);
	});

	it("names the reason when the supervisor gives up while it starts", async () => {
		const { make, spec, scopes, clock } = setUp({ maxRestarts: 0 });
		const root = make([spec("a"), spec("b", { start: hang })]);
		const starting = expect(root.start()).rejects.toMatchObject({ code: "restart_intensity_exceeded" });
		await clock.flush();
		scopes.get("a")?.fail(new Error("broken"));
		await starting;
		expect(root.tree()).toMatchObject({ state: "gave_up" });
	});
});

describe("startChild", () => {
	it("is refused when the supervisor is down, the id taken, or the limit reached", async () => {
		const { make, spec } = setUp({ maxChildren: 2 });
		const root = make([spec("a")]);
		const refusal = (id: string) => root.startChild(spec(id)).catch((error: SupervisionError) => error.code);
		expect(await refusal("b")).toBe("not_running");
		await root.start();
		expect(await refusal("a")).toBe("already_started");
		await root.startChild(spec("b"));
		expect(await refusal("c")).toBe("too_many_children");
		await root.stopChild("b");
		await root.startChild(spec("c"));
		expect(root.child("c")).toBeDefined();
	});

	it("rejects with the reason of a failing start and leaves nothing behind", async () => {
		const { make, spec } = setUp();
		const root = make([]);
		await root.start();
		await expect(root.startChild(spec("a", { start: refuse }))).rejects.toThrow("no port");
		expect(root.tree().children).toEqual([]);
	});

	it("can be undone while it hangs", async () => {
		const { make, spec } = setUp();
		const root = make([]);
		await root.start();
		const starting = expect(root.startChild(spec("a", { start: hang }))).rejects.toMatchObject({
			code: "stopping",
		});
		expect(await root.stopChild("a")).toBe(true);
		await starting;
		expect(await root.stopChild("a")).toBe(false);
	});

	it("may take the id of one that is being removed", async () => {
		const { make, spec } = setUp();
		const root = make([]);
		await root.start();
		const again = root.startChild(spec("a", { start: hang })).catch(() => root.startChild(spec("a")));
		await Promise.all([root.stopChild("a"), again]);
		expect(root.child("a")).toBeDefined();
	});

	it("behind a group restart starts the child once", async () => {
		const { make, spec, scopes, trace, clock } = setUp({ strategy: "one_for_all" });
		let starts = 0;
		const start = () =>
			starts++ === 0 ? undefined : new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
		const root = make([spec("a"), spec("c", { start })]);
		await root.start();
		scopes.get("a")?.fail(new Error("broken"));
		await clock.flush();
		scopes.get("a")?.fail(new Error("broken"));
		await Promise.resolve();
		const starting = root.startChild(spec("b"));
		await clock.settle();
		await starting;
		expect(trace.filter((entry) => entry === "+b")).toHaveLength(1);
	});

	it("of one that hangs delays neither a sibling's start nor its restart", async () => {
		const { make, spec, scopes, trace, clock } = setUp();
		const root = make([spec("a")]);
		await root.start();
		const hanging = expect(root.startChild(spec("b", { start: hang }))).rejects.toThrow();
		await root.startChild(spec("c"));
		scopes.get("a")?.fail(new Error("broken"));
		await clock.flush();
		expect(trace).toEqual(["+a", "+b", "+c", "-a", "+a"]);
		await root.stop();
		await hanging;
	});

	it("waits its turn where a sibling's restart would involve it, and is refused when that ends in a stop", async () => {
		const { make, spec, scopes, clock } = setUp({ strategy: "one_for_all", maxRestarts: 1 });
		let starts = 0;
		const start = () => (starts++ === 0 ? undefined : hang());
		const root = make([spec("a", { start }, { startMs: 10 })]);
		await root.start();
		scopes.get("a")?.fail(new Error("broken"));
		await clock.flush();
		const refused = expect(root.startChild(spec("b"))).rejects.toMatchObject({ code: "stopping" });
		void root.stop();
		await refused;
		expect(root.tree().children).toHaveLength(1);
	});
});

describe("a running supervisor", () => {
	it("is not started twice, and starts again after a stop", async () => {
		const { make, spec, trace } = setUp();
		const root = make([spec("a")]);
		await root.start();
		await expect(root.start()).rejects.toMatchObject({ code: "already_started" });
		await Promise.all([root.stop(), root.stop()]);
		await root.stop();
		await root.start();
		expect(trace).toEqual(["+a", "-a", "+a"]);
	});

	it("restarts a permanent child that ends while it starts", async () => {
		const { make, spec, trace, clock, seen } = setUp();
		let starts = 0;
		const start = (scope: Scope) => (starts++ === 0 ? scope.done() : undefined);
		await make([spec("a", { start })]).start();
		await clock.flush();
		expect([trace, seen("finish")]).toEqual([["+a", "-a", "+a"], ["a"]]);
	});
});
