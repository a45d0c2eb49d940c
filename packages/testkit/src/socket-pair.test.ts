import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { socketPair } from "./socket-pair.ts";

describe("socketPair", () => {
	it("makes a writer wait for a reader that is slow", async () => {
		const [a, b] = socketPair({ bufferBytes: 10 });
		let done = 0;
		for (let k = 0; k < 4; k++) a.write(Buffer.alloc(8), () => done++);
		await new Promise((resolve) => setImmediate(resolve));
		expect([done, a.writableNeedDrain]).toEqual([1, true]);
		b.resume();
		await once(a, "drain");
		expect(done).toBe(4);
	});

	it("goes on one way after the other has ended", async () => {
		const [a, b] = socketPair();
		a.end("question");
		const heard: string[] = [];
		for await (const chunk of b) heard.push(String(chunk));
		b.end("answer");
		for await (const chunk of a) heard.push(String(chunk));
		expect(heard).toEqual(["question", "answer"]);
	});

	it("fails at the other end when it is reset, and for a write after that", async () => {
		const [a, b] = socketPair();
		const failed = once(b, "error");
		a.reset();
		expect(await failed).toEqual([expect.objectContaining({ code: "ECONNRESET" })]);
		const [c, d] = socketPair();
		d.destroy();
		const refused = once(c, "error");
		c.write("late");
		expect(await refused).toEqual([expect.objectContaining({ code: "EPIPE" })]);
	});
});
