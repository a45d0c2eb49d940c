import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { type SensorRow, selectRows, sensorRow } from "./sensor-row.ts";
import { readTableQuery, sortedBy, writeTableQuery } from "./table-query.ts";

function attribute(id: string, part: Partial<AttributeSummary> = {}): AttributeSummary {
	return {
		attribute_id: id,
		attribute_type: id,
		display_name: null,
		unit: null,
		sampling_rate: 1,
		interval_ms: 1000,
		provenance: "real",
		derived_from: null,
		last_value: null,
		rate_hz: 0,
		...part,
	};
}

function sensor(part: Partial<SensorSummary> = {}): SensorSummary {
	return {
		sensor_id: "strap:1",
		sensor_name: "Strap 1",
		sensor_type: "ecg",
		connector_id: "c1",
		connector_name: "Gateway",
		provenance: "real",
		source: null,
		status: "online",
		online_since: null,
		last_seen_at: null,
		attention_level: "none",
		window_ms: 100,
		clock_offset_ms: null,
		attributes: [],
		...part,
	};
}

const all = readTableQuery(new URLSearchParams());

function row(id: string, part: Partial<SensorRow>): SensorRow {
	return { ...sensorRow(sensor({ sensor_id: id, sensor_name: id }), () => "live"), ...part };
}

describe("sensorRow", () => {
	it("is unavailable when offline, whatever its values say", () => {
		for (const status of ["offline", "disconnected"] as const) {
			const gone = sensor({ status, attributes: [attribute("ecg", { rate_hz: 250 })] });
			expect(sensorRow(gone, () => "live")).toMatchObject({ state: "unavailable", rateHz: 0 });
		}
	});

	it("is unknown without attributes and as fresh as its freshest attribute otherwise", () => {
		expect(sensorRow(sensor(), () => "live").state).toBe("unknown");
		const two = sensor({ attributes: [attribute("ecg"), attribute("battery")] });
		expect(sensorRow(two, (_, each) => (each.attribute_id === "ecg" ? "late" : "stale")).state).toBe("late");
	});

	it("reads every shape of a battery and leaves it open without one", () => {
		const level = (payload: AttributeSummary["last_value"]): number | undefined =>
			sensorRow(sensor({ attributes: [attribute("battery", { last_value: payload })] }), () => "live")
				.battery;
		expect(level({ payload: 8, timestamp: 1 })).toBe(8);
		expect(level({ payload: { level: 80, charging: false }, timestamp: 1 })).toBe(80);
		expect(level({ payload: "full", timestamp: 1 })).toBeUndefined();
		expect(level(null)).toBeUndefined();
	});

	it("shows last seen in server time", () => {
		const late = attribute("ecg", { last_value: { payload: 1, timestamp: 5000 } });
		expect(sensorRow(sensor({ clock_offset_ms: -700, attributes: [late] }), () => "live").seenAtMs).toBe(
			4300,
		);
		expect(sensorRow(sensor(), () => "live").seenAtMs).toBeUndefined();
	});
});

describe("selectRows", () => {
	const rows = [
		row("Sim 10", { battery: 8, provenance: "simulated", state: "stale" }),
		row("Sim 2", { battery: undefined, provenance: "simulated" }),
		row("Garden", { battery: 90, attributes: ["temperature", "humidity"] }),
	];
	const ids = (query: Partial<typeof all>): string[] =>
		selectRows(rows, { ...all, ...query }).map((each) => each.id);

	it("finds every word anywhere in a row", () => {
		expect(ids({ text: "gard TEMP" })).toEqual(["Garden"]);
		expect(ids({ text: "gard ecg9" })).toEqual([]);
		expect(ids({ text: "erature" })).toEqual([]);
	});

	it("filters by state, provenance and connector", () => {
		expect(ids({ provenance: "simulated" })).toEqual(["Sim 2", "Sim 10"]);
		expect(ids({ state: "stale" })).toEqual(["Sim 10"]);
		expect(ids({ connector: "elsewhere" })).toEqual([]);
	});

	it("sorts numbers in names as numbers and rows without a value last in both directions", () => {
		expect(ids({})).toEqual(["Garden", "Sim 2", "Sim 10"]);
		expect(ids({ sort: "battery" })).toEqual(["Sim 10", "Garden", "Sim 2"]);
		expect(ids({ sort: "battery", descending: true })).toEqual(["Garden", "Sim 10", "Sim 2"]);
	});
});

describe("table query", () => {
	it("falls back to the default for an unknown column", () => {
		expect(readTableQuery(new URLSearchParams("sort=-colour"))).toEqual(all);
	});

	it("round-trips through the address and leaves the default address clean", () => {
		const query = { ...all, text: "a b", state: "late", sort: "rate", descending: true } as const;
		const written = Object.entries(writeTableQuery(query, all)).filter(([, value]) => value !== null);
		expect(readTableQuery(new URLSearchParams(written as [string, string][]))).toEqual(query);
		expect(Object.values(writeTableQuery({}, all)).every((value) => value === null)).toBe(true);
	});

	it("turns the order around at the second click", () => {
		const once = sortedBy("rate", all);
		expect(once).toEqual({ sort: "rate", descending: false });
		expect(sortedBy("rate", { ...all, ...once }).descending).toBe(true);
	});
});
