import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { Registry } from "../../registry/registry.ts";
import type { HistoryQuery } from "../../storage/history/history-reader.ts";
import { HistoryWarmer } from "./history-warmer.ts";
import { SensorRecord } from "./sensor-record.ts";

function start() {
	const clock = new FakeClock();
	const registry = new Registry<SensorRecord>();
	const read: string[] = [];
	let fails = false;
	const reader = {
		read: async ({ attributeId, fromMs, sensorId, toMs }: HistoryQuery) => {
			read.push(`${sensorId} ${attributeId} ${toMs - fromMs}`);
			if (fails) throw new Error("the database is away");
		},
	};
	const identity = { name: "", type: "", connectorId: "", connectorName: "", connectorType: null } as const;
	for (const id of ["a", "b"]) {
		const record = registry.register(
			id,
			() => new SensorRecord(id, 1, { ...identity, provenance: "real", source: null }),
		);
		record.lastSummary = {
			attributes: ["hr", "temp"].map((attribute_id) => ({ attribute_id }) as never),
			window_ms: 0,
			clock_offset_ms: null,
		};
	}
	const warmer = new HistoryWarmer({ clock, registry, reader });
	return { clock, fail: (now: boolean) => (fails = now), read, warmer };
}

describe("HistoryWarmer", () => {
	it("reads the last hour of each attribute, once in ten minutes", async () => {
		const { clock, read, warmer } = start();
		warmer.warm("a");
		warmer.warm("a");
		await clock.advance(0);
		expect(read).toEqual(["a hr 3600000", "a temp 3600000"]);
		warmer.warm("a");
		await clock.advance(599_999);
		expect(read).toHaveLength(2);
		await clock.advance(1);
		warmer.warm("a");
		await clock.advance(0);
		expect(read).toHaveLength(4);
	});

	it("goes on with the next sensor when one cannot be read", async () => {
		const { clock, fail, read, warmer } = start();
		fail(true);
		warmer.warm("a");
		warmer.warm("b");
		warmer.warm("unknown");
		await clock.advance(0);
		expect(read).toEqual(["a hr 3600000", "b hr 3600000"]);
	});
});
