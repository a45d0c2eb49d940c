import { describe, expect, it } from "vitest";
import { matchRoute, sensorHref } from "./route-match.ts";

describe("matchRoute", () => {
	it("refuses unknown paths and badly encoded parameters", () => {
		expect(matchRoute("/nowhere")).toBeUndefined();
		expect(matchRoute("/sensors/%E0%A4%A")).toBeUndefined();
		expect(matchRoute("/sensors/a/b")).toBeUndefined();
	});

	it("ignores a trailing slash", () => {
		expect(matchRoute("/lobby/")).toEqual({ page: "lobby", params: {} });
	});

	it("returns the page of a lens", () => {
		expect(matchRoute("/lobby/ecg")).toEqual({ page: "lobby", params: { lens: "ecg" } });
	});

	it("round-trips ids with colons, dots, slashes, spaces and percent signs", () => {
		for (const id of ["strap:1", "a.b c", "x/y", "100 %", "Zürich"]) {
			expect(matchRoute(sensorHref(id))).toEqual({ page: "sensor", params: { id } });
		}
	});
});
