import { describe, expect, it } from "vitest";
import { TopicTable } from "./topic-table.ts";

describe("TopicTable", () => {
	it("gives all topics of a sensor one place in frames that no other sensor has, known or not", () => {
		const table = new TopicTable();
		const topic = (sensorId: string, attributeId: string, order: number) =>
			table.topic(sensorId, attributeId, order, undefined);
		const topics = [
			...[topic("a", "x", 0), topic("b", "x", 0), topic("c", "x", 7)],
			// Both are known by now; the last one was forgotten and is another sensor than before.
			...[topic("a", "y", 8), topic("b", "y", 9), topic("c", "y", 10)],
		];
		topics.sort((one, other) => one.order - other.order);
		expect(topics.map(({ sensorId }) => sensorId).join("")).toMatch(/^(aa|bb|cc){3}$/);
	});
});
