import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAttributeUpdate } from "./attribute-update.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import { attributeUpdateSchema } from "./schemas/attribute-schemas.ts";

describe("readAttributeUpdate refuses", () => {
	it.each([
		["no object", 7, "missing_fields"],
		["no action", { attribute_id: "a", metadata: {} }, "missing_fields"],
		["no attribute", { action: "register", metadata: {} }, "missing_fields"],
		["no metadata to register", { action: "register", attribute_id: "a" }, "missing_fields"],
		[
			"an unknown action before a bad id",
			{ action: "explode", attribute_id: "bad id!", metadata: {} },
			"invalid_action",
		],
		["a bad id", { action: "register", attribute_id: "bad id!", metadata: 7 }, "invalid_attribute_id"],
		[
			"metadata that is no object",
			{ action: "register", attribute_id: "a", metadata: [] },
			"invalid_metadata",
		],
	])("%s", (_, value, reason) => {
		expect(readAttributeUpdate(value)).toEqual({ reason });
	});
});

describe("readAttributeUpdate", () => {
	it.each(["register", "add", "update"])("%s registers (D5)", (action) => {
		const metadata = { attribute_id: "hr", attribute_type: "HeartRate", sampling_rate: 1 };
		expect(readAttributeUpdate({ action, attribute_id: "hr", metadata })).toEqual({
			action: "register",
			attributeId: "hr",
			metadata: {
				attribute_id: "hr",
				attribute_type: "heartrate",
				sampling_rate: 1,
				sampling_rate_stated: true,
			},
		});
	});

	it.each(["unregister", "remove"])("%s unregisters, with or without metadata (D5)", (action) => {
		const update = { action: "unregister", attributeId: "hr" };
		expect(readAttributeUpdate({ action, attribute_id: "hr" })).toEqual(update);
		expect(readAttributeUpdate({ action, attribute_id: "hr", metadata: 7 })).toEqual(update);
	});

	const update = fc.record(
		{
			action: fc.constantFrom("register", "add", "update", "unregister", "remove", "explode", 1),
			attribute_id: fc.constantFrom("hr", "temp", "x1", "bad id!", 7),
			metadata: fc.oneof(
				fc.record(
					{
						attribute_type: fc.oneof(fc.string(), fc.jsonValue()),
						sampling_rate: fc.oneof(fc.double(), fc.jsonValue()),
						unit: fc.oneof(fc.string({ maxLength: 40 }), fc.jsonValue()),
						display_name: fc.jsonValue(),
					},
					{ requiredKeys: [] },
				),
				fc.jsonValue(),
			),
		},
		{ requiredKeys: ["action"] },
	);

	it("agrees with the schema", () => {
		fc.assert(
			fc.property(fc.oneof({ weight: 5, arbitrary: update }, fc.jsonValue()), (value) => {
				const guarded = readAttributeUpdate(value);
				const parsed = attributeUpdateSchema.safeParse(value);
				expect("reason" in guarded).toBe(!parsed.success);
				if (parsed.success) expect(guarded).toEqual(parsed.data);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
