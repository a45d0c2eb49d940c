import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { Ref } from "./ref.ts";
import { SupervisionError } from "./supervision-error.ts";
import { Supervisor } from "./supervisor.ts";
import type { Worker } from "./worker.ts";

class Counter implements Worker {
	count = 0;
	crash = () => {};
	start(scope: { fail(error: unknown): void }): void {
		this.crash = () => scope.fail(new Error("broken"));
	}
}

describe("Ref", () => {
	it("refuses while its worker is down, by name", () => {
		const ref = new Ref<Counter>("the counter");
		expect(ref.peek()).toBeUndefined();
		expect(() => ref.get()).toThrow(SupervisionError);
		expect(() => ref.get()).toThrow("the counter is restarting or stopped");
	});

	it("follows a worker through its restart and is empty in between and afterwards", async () => {
		const ref = new Ref<Counter>();
		const create = () => new Counter();
		const clock = new FakeClock();
		const supervisor = new Supervisor("root", { strategy: "one_for_one", clock }, [
			{ id: "counter", create, ref },
		]);
		await supervisor.start();
		const first = ref.get();
		first.count = 7;
		first.crash();
		expect(ref.peek()).toBeUndefined();
		await clock.flush();
		expect(ref.get()).not.toBe(first);
		expect(ref.get().count).toBe(0);
		const stopping = supervisor.stop();
		expect(ref.peek()).toBeUndefined();
		await stopping;
	});
});
