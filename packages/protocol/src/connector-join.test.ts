import { describe, expect, it } from "vitest";
import { readConnectorJoin, readConnectorName } from "./connector-join.ts";
import { connectorJoinSchema } from "./schemas/join-schemas.ts";

describe("readConnectorJoin", () => {
	it("refuses another id than the topic's, as the schema does", () => {
		expect(readConnectorJoin("c1", { connector_id: "c2" })).toEqual({ reason: "join crashed" });
		expect(connectorJoinSchema("c1").safeParse({ connector_id: "c2" }).success).toBe(false);
	});

	it("fills defaults", () => {
		expect(readConnectorJoin("c1", null)).toEqual({
			connectorId: "c1",
			connectorName: "Unknown",
			connectorType: "unknown",
			features: [],
			bearerToken: "",
		});
	});

	it("takes features as a list and as an object", () => {
		const params = { connector_id: "c1", connector_name: "Pi", connector_type: "python", bearer_token: "t" };
		expect(readConnectorJoin("c1", { ...params, features: ["a", 7, "b"] })).toEqual({
			connectorId: "c1",
			connectorName: "Pi",
			connectorType: "python",
			features: ["a", "b"],
			bearerToken: "t",
		});
		expect(readConnectorJoin("c1", { features: { a: true, b: false, c: {} } })).toMatchObject({
			features: ["a", "c"],
		});
	});
});

describe("readConnectorName", () => {
	it("takes 1 to 100 bytes", () => {
		expect(readConnectorName("ü".repeat(50))).toBe("ü".repeat(50));
		expect(readConnectorName("ü".repeat(51))).toBeUndefined();
		expect(readConnectorName("")).toBeUndefined();
		expect(readConnectorName({})).toBeUndefined();
	});
});
