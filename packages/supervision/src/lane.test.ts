import { describe, expect, it } from "vitest";
import { Lane } from "./lane.ts";

function setUp() {
	const lane = new Lane();
	const trace: string[] = [];
	const ends = new Map<string, () => void>();
	const run = (name: string) =>
		lane.run(() => {
			trace.push(name);
			return new Promise<void>((resolve) => ends.set(name, resolve));
		});
	const turn = () => new Promise((resolve) => setImmediate(resolve));
	return { lane, trace, ends, run, turn };
}

describe("Lane", () => {
	it("goes on after an operation that rejects, and passes the rejection to its caller", async () => {
		const { lane } = setUp();
		const failing = lane.run(() => Promise.reject(new Error("broken")));
		const next = lane.run(async () => "next");
		await expect(failing).rejects.toThrow("broken");
		expect(await next).toBe("next");
	});

	it("runs the first at once and each later one when its predecessor has ended", async () => {
		const { run, trace, ends, turn } = setUp();
		void run("a");
		void run("b");
		expect(trace).toEqual(["a"]);
		ends.get("a")?.();
		await turn();
		void run("c");
		expect(trace).toEqual(["a", "b"]);
		ends.get("b")?.();
		await turn();
		ends.get("c")?.();
		await turn();
		void run("d");
		expect(trace).toEqual(["a", "b", "c", "d"]);
	});
});
