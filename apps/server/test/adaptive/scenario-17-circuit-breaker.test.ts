import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CircuitBreaker } from "../../src/infrastructure/circuit-breaker.ts";

/** A dependency that answers nothing while it is down. */
class Dependency {
	calls = 0;
	up = false;

	ask(): Promise<string> {
		this.calls++;
		return this.up ? Promise.resolve("answer") : new Promise(() => {});
	}
}

describe("scenario 17: a dependency fails five times at 1 s, then recovers", () => {
	it("the breaker opens on the fifth, lets one probe through at 30 s, and closes", async () => {
		const clock = new FakeClock();
		const dependency = new Dependency();
		const breaker = new CircuitBreaker({
			...{ name: "dependency", clock, random: () => 0.5, timeoutMs: 1_000 },
			refused: () => new Error("refused"),
			timedOut: () => new Error("timed out"),
		});
		const ask = () => breaker.run(() => dependency.ask()).catch(({ message }: Error) => message);

		for (let call = 1; call <= 5; call++) {
			expect(breaker.state).toBe("closed");
			const result = ask();
			await clock.advance(1_000);
			expect(await result).toBe("timed out");
		}
		expect(breaker.state).toBe("open");

		dependency.up = true;
		for (let second = 0; second < 30; second++) {
			expect(await ask()).toBe("refused");
			await clock.advance(1_000);
		}
		expect(dependency.calls).toBe(5);

		expect(await Promise.all([ask(), ask(), ask()])).toEqual(["answer", "refused", "refused"]);
		expect(dependency.calls).toBe(6);
		expect([await ask(), await ask()]).toEqual(["answer", "answer"]);
		expect(breaker.state).toBe("closed");
	});
});
