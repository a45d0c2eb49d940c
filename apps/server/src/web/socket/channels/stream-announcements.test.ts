import { describe, expect, it } from "vitest";
import type { StreamTopic } from "../../../domain/delivery/stream-topic.ts";
import { StreamAnnouncements } from "./stream-announcements.ts";

const MIB = 1_048_576;

function topic(stream: number, more: Partial<StreamTopic> = {}): StreamTopic {
	const identity = { stream, serial: stream + 100, sensorId: "s", attributeId: `a${stream}`, columnMs: 0 };
	return { ...identity, source: { ring: { stride: 1 } }, ...more } as StreamTopic;
}

/** What a viewer is told, as stream numbers, and how much it leaves unread. */
function viewer() {
	const told: number[][] = [];
	const state = { unread: 0 };
	const announcements = new StreamAnnouncements({
		epoch: 5,
		push: ({ streams }) => told.push(streams.map(({ stream }) => stream)),
		unreadBytes: () => state.unread,
	});
	return { announcements, state, told };
}

describe("StreamAnnouncements", () => {
	it("tells a viewer that does not read of no stream, and then of each once, before the next frame", () => {
		const { announcements, state, told } = viewer();
		const flapping = topic(2);
		announcements.tell([topic(1)]);
		state.unread = MIB + 1;
		for (let k = 0; k < 10_000; k++) announcements.tell([flapping]);
		expect(told).toEqual([[1]]);
		state.unread = 0;
		announcements.tell([topic(3)]);
		expect(told).toEqual([[1]]);
		announcements.catchUp();
		announcements.catchUp();
		expect(told).toEqual([[1], [2, 3]]);
		announcements.tell([topic(4)]);
		expect(told.at(-1)).toEqual([4]);
	});

	it("leaves out what has lost its source while it waited", () => {
		const { announcements, state, told } = viewer();
		state.unread = MIB + 1;
		announcements.tell([topic(1, { source: null }), topic(2)]);
		announcements.catchUp();
		announcements.tell([topic(3, { source: null })]);
		announcements.catchUp();
		expect(told).toEqual([[2]]);
	});

	it("says what a stream's numbers mean", () => {
		const pushed: unknown[] = [];
		const context = { epoch: 5, push: (all: unknown) => pushed.push(all), unreadBytes: () => 0 };
		new StreamAnnouncements(context).tell([topic(1), topic(2, { columnMs: 64 })]);
		expect(pushed).toEqual([
			{
				epoch: 5,
				streams: [
					{ stream: 1, sensor_id: "s", attribute_id: "a1", stride: 1 },
					{
						...{ stream: 2, sensor_id: "s", attribute_id: "a2", stride: 1 },
						...{ column_ms: 64, numbering: 102 },
					},
				],
			},
		]);
	});
});
