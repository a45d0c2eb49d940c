import { describe, expect, it } from "vitest";
import { MAX_WHOLE_READ_REQUESTS, readHistory, readWholeHistory } from "./history-api.ts";
import { RestClient } from "./rest-client.ts";

/** A server with one sample per millisecond that decimates whatever holds more than `limit` samples. */
function millisecondServer(limit: number, paths: string[] = []): RestClient {
	return new RestClient(async (path) => {
		paths.push(path);
		const search = new URL(path, "http://server").searchParams;
		const from = Number(search.get("from"));
		const to = Number(search.get("to"));
		const samples = to - from + 1;
		const decimated = samples > limit;
		const dt = decimated ? [0] : Array.from({ length: samples }, (_, index) => index);
		return Response.json({ from, to, samples, decimated, t0: from, dt, v: dt, gaps: [], fields: ["value"] });
	});
}

const query = { sensorId: "Belt 1:a/b.c", attributeId: "ecg", fromMs: 1000, toMs: 1999, maxPoints: 100 };

describe("readHistory", () => {
	it("encodes ids that hold a colon, a slash and a space", async () => {
		const paths: string[] = [];
		await readHistory(query, millisecondServer(10, paths));
		expect(paths[0]).toBe(
			"/api/sensors/Belt%201%3Aa%2Fb.c/attributes/ecg/history?from=1000&to=1999&max_points=100",
		);
	});
});

describe("readWholeHistory", () => {
	it("returns every sample once and in order, however often it has to halve", async () => {
		const { pieces, complete } = await readWholeHistory(query, millisecondServer(100));
		const times = pieces.flatMap((piece) => piece.dt.map((offset) => piece.t0 + offset));
		expect(complete).toBe(true);
		expect(times).toEqual(Array.from({ length: 1000 }, (_, index) => 1000 + index));
	});

	it("stops at its request limit and says that it is incomplete", async () => {
		const paths: string[] = [];
		const client = millisecondServer(1, paths);
		const { complete } = await readWholeHistory({ ...query, toMs: 101_000 }, client);
		expect(complete).toBe(false);
		expect(paths).toHaveLength(MAX_WHOLE_READ_REQUESTS);
	});
});
