import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import type { Scope } from "./scope.ts";
import type { SupervisionError } from "./supervision-error.ts";
import type { SupervisionEvent } from "./supervision-event.ts";
import { Supervisor, type SupervisorOptions } from "./supervisor.ts";
import type { ChildSpec, Worker } from "./worker.ts";

function setUp() {
	const clock = new FakeClock({ startMs: 0 });
	const trace: string[] = [];
	const scopes = new Map<string, Scope>();
	const failing = new Map<string, number>();
	const spec = (id: string, rest: Partial<ChildSpec> = {}): ChildSpec => ({
		id,
		create: (): Worker => ({
			start: (scope) => {
				trace.push(`+${id}`);
				scopes.set(id, scope);
				const left = failing.get(id) ?? 0;
				failing.set(id, left - 1);
				if (left > 0) throw new Error(`${id} cannot start`);
			},
			stop: () => void trace.push(`-${id}`),
		}),
		...rest,
	});
	const make = (id: string, children: ChildSpec[], options: Partial<SupervisorOptions> = {}) =>
		new Supervisor(id, { strategy: "one_for_one", ...options }, children);
	const nested = (
		id: string,
		children: ChildSpec[],
		options: Partial<SupervisorOptions> = {},
	): ChildSpec => ({
		id,
		create: () => make(id, children, options),
	});
	const crash = (id: string) => scopes.get(id)?.fail(new Error(`${id} broken`));
	const run = async (...ids: string[]) => {
		trace.splice(0);
		for (const id of ids) crash(id);
		await clock.settle();
		return trace.splice(0).join(" ");
	};
	return { clock, trace, scopes, failing, spec, make, nested, crash, run };
}

describe("restart intensity", () => {
	it("survives exactly its restarts, then tells the root's owner and keeps the tree stopped", async () => {
		const { make, spec, run, clock } = setUp();
		const gaveUp: SupervisionError[] = [];
		const onGiveUp = (error: SupervisionError) => void gaveUp.push(error);
		const root = make("root", [spec("a"), spec("b")], { clock, maxRestarts: 2, withinMs: 1_000, onGiveUp });
		await root.start();
		expect(await run("a")).toBe("-a +a");
		expect(await run("b")).toBe("-b +b");
		expect(gaveUp).toEqual([]);
		expect(await run("a")).toBe("-b -a");
		expect(gaveUp).toMatchObject([{ code: "restart_intensity_exceeded", cause: new Error("a broken") }]);
		expect(root.tree()).toMatchObject({ state: "gave_up", lastError: gaveUp[0]?.message });
	});

	it("counts a start that fails during a restart, and lets other work come between", async () => {
		const { make, spec, run, failing, clock } = setUp();
		const root = make("root", [spec("a"), spec("b")], { clock, maxRestarts: 4 });
		await root.start();
		failing.set("a", 2);
		expect(await run("a", "b")).toBe("-a +a -b +b +a +a");
		failing.set("a", 9);
		await clock.advance(6_000);
		expect(await run("a")).toBe("-a +a +a +a +a -b");
	});

	it("crashes the parent's child, which has its own budget", async () => {
		const { make, nested, spec, run, clock } = setUp();
		const inner = nested("inner", [spec("a"), spec("b")], { maxRestarts: 0 });
		const root = make("root", [spec("x"), inner, spec("z")], {
			clock,
			strategy: "rest_for_one",
			maxRestarts: 1,
		});
		await root.start();
		expect(await run("a")).toBe("-b -a -z +a +b +z");
		expect(await run("b")).toBe("-b -a -z -x");
	});
});

describe("a group restart", () => {
	it("goes on when the child that kept it waiting is removed", async () => {
		const { make, spec, run, failing, clock, trace, crash } = setUp();
		const root = make("root", [spec("a"), spec("b"), spec("c")], { clock, strategy: "rest_for_one" });
		await root.start();
		failing.set("b", 1);
		crash("a");
		await clock.flush();
		expect(await root.stopChild("b")).toBe(true);
		expect(root.tree().children?.map((child) => child.state)).toEqual(["up", "waiting"]);
		trace.splice(0);
		expect(await run()).toBe("+c");
	});

	// Found by the reference model.
	it("is not overtaken by the retry of a child that an earlier sibling's restart failed to start again", async () => {
		const { make, spec, run, failing, clock } = setUp();
		const children = [spec("a"), spec("b"), spec("c")];
		const root = make("root", children, { clock, strategy: "rest_for_one", maxRestarts: 9 });
		await root.start();
		failing.set("b", 2);
		expect(await run("b", "a")).toBe("-c -b +b -a +a +b +b +c");
	});

	// Found by the reference model.
	it("is not overtaken by the retry of a child that waits behind an earlier sibling", async () => {
		const { make, spec, run, failing, clock } = setUp();
		const root = make("root", [spec("a"), spec("b")], { clock, strategy: "rest_for_one", maxRestarts: 9 });
		await root.start();
		failing.set("a", 1);
		failing.set("b", 1);
		expect(await run("b", "a")).toBe("-b +b -a +a +a +b");
	});

	it("does not restart a child twice for a crash the group has already answered", async () => {
		const { make, spec, run, clock } = setUp();
		const root = make("root", [spec("a"), spec("b")], { clock, strategy: "one_for_all", maxRestarts: 1 });
		await root.start();
		expect(await run("a", "b")).toBe("-b -a +a +b");
		expect(root.tree()).toMatchObject({ state: "up", children: [{ restarts: 1 }, { restarts: 1 }] });
	});

	it("makes an end reported before it stale, whatever the next incarnation does", async () => {
		const { make, spec, run, clock, scopes, trace } = setUp();
		let starts = 0;
		const start = () => void (starts++ === 1 && scopes.get("b")?.fail(new Error("again")));
		const root = make("root", [spec("a")], { clock, strategy: "one_for_all" });
		await root.start();
		await root.startChild(spec("b", { restart: "transient" }));
		await root.startChild({ id: "c", create: () => ({ start }) });
		trace.splice(0);
		scopes.get("a")?.fail(new Error("broken"));
		scopes.get("b")?.done();
		await clock.settle();
		expect(trace.splice(0).join(" ")).toBe("-b -a +a +b -b -a +a +b");
		expect(await run("b")).toBe("-b -a +a +b");
	});

	it("drops temporary children and takes finished transient ones along", async () => {
		const { make, spec, run, clock, scopes } = setUp();
		const children = [spec("a"), spec("t", { restart: "transient" }), spec("x", { restart: "temporary" })];
		const root = make("root", children, { clock, strategy: "one_for_all" });
		await root.start();
		scopes.get("t")?.done();
		await clock.settle();
		expect(root.tree().children?.map((child) => child.state)).toEqual(["up", "finished", "up"]);
		expect(await run("a")).toBe("-x -a +a +t");
		expect(root.tree().children?.map((child) => child.id)).toEqual(["a", "t"]);
	});
});

describe("the blast radius of the platform's tree", () => {
	const platform = () => {
		const rig = setUp();
		const { make, nested, spec, clock } = rig;
		const storage = nested("storage", [spec("iroh"), spec("rooms"), spec("sync")], {
			strategy: "rest_for_one",
		});
		const sensors = nested("sensors", [nested("s1", [spec("s1.sensor"), spec("s1.store")]), spec("s2")]);
		const layers = [
			nested("infrastructure", [spec("telemetry"), spec("pubsub")]),
			nested("registry", [spec("sensorRegistry")]),
			storage,
			nested("bio", [spec("novelty"), spec("tuner")]),
			nested("domain", [spec("attention"), sensors]),
			spec("endpoint"),
		];
		return { ...rig, root: make("root", layers, { clock, strategy: "rest_for_one" }) };
	};

	it.each([
		["a sensor", "s1.sensor", "-s1.sensor +s1.sensor"],
		["a registry", "sensorRegistry", "-sensorRegistry +sensorRegistry"],
		["the document store", "iroh", "-sync -rooms -iroh +iroh +rooms +sync"],
		["novelty detection", "novelty", "-novelty +novelty"],
	])("of %s", async (_name, id, expected) => {
		const { root, run } = platform();
		await root.start();
		expect(await run(id)).toBe(expected);
	});

	it("of an infrastructure that gives up is everything, in order", async () => {
		const { root, run } = platform();
		await root.start();
		for (let i = 0; i < 3; i++) expect(await run("pubsub")).toBe("-pubsub +pubsub");
		const stops =
			"-pubsub -telemetry -endpoint -s2 -s1.store -s1.sensor -attention -tuner -novelty -sync -rooms -iroh -sensorRegistry";
		const starts =
			"+telemetry +pubsub +sensorRegistry +iroh +rooms +sync +novelty +tuner +attention +s1.sensor +s1.store +s2 +endpoint";
		expect(await run("pubsub")).toBe(`${stops} ${starts}`);
	});
});

describe("events and tree", () => {
	it("of nested supervisors reach the receiver above, with their supervisor's name", async () => {
		const { make, nested, spec, run, clock } = setUp();
		const events: SupervisionEvent[] = [];
		const inner = nested("inner", [nested("innermost", [spec("a")])]);
		const root = make("root", [inner], { clock, onEvent: (event) => void events.push(event) });
		await root.start();
		events.splice(0);
		await run("a");
		const error = new Error("a broken");
		expect(events).toEqual([
			{ supervisor: "innermost", child: "a", event: "crash", error },
			{ supervisor: "innermost", child: "a", event: "stop" },
			{ supervisor: "innermost", child: "a", event: "restart" },
		]);
	});

	it("shows states, restarts, last errors, times and mailboxes, and survives JSON", async () => {
		const { make, nested, spec, run, clock } = setUp();
		const busy: ChildSpec = {
			id: "busy",
			create: () => ({ start: (scope) => void scope.mailbox(() => {}, { limit: 9 }).push(1) }),
		};
		const root = make("root", [nested("inner", [spec("a")], { strategy: "one_for_all" })], { clock });
		await root.start();
		await clock.advance(500);
		await run("a");
		void root.startChild(busy);
		expect(JSON.parse(JSON.stringify(root.tree()))).toEqual({
			id: "root",
			kind: "supervisor",
			state: "up",
			strategy: "one_for_one",
			restarts: 0,
			since: 0,
			children: [
				{
					id: "inner",
					kind: "supervisor",
					state: "up",
					strategy: "one_for_all",
					restarts: 0,
					since: 0,
					children: [
						{ id: "a", kind: "worker", state: "up", restarts: 1, lastError: "a broken", since: 500 },
					],
				},
				{ id: "busy", kind: "worker", state: "up", restarts: 0, since: 500, mailbox: 1 },
			],
		});
	});
});
