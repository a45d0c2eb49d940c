import { describe, expect, it } from "vitest";
import { codeFromReason, ERRORS, type ErrorCode, SensoctoError, wireReason } from "./errors.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** Wire reasons clients in the field compare, which must never change. */
const FIXED: Partial<Record<ErrorCode, string>> = {
	unmatched_topic: "unmatched topic",
	join_crashed: "join crashed",
	too_many_channels: "too many channels joined",
	unauthorized: "unauthorized",
	unknown_event: "unknown_event",
	invalid_topic: "invalid_topic",
	invalid_attribute_id: "invalid_attribute_id",
	invalid_batch: "invalid_batch",
	invalid_action: "invalid_action",
	invalid_connector_name: "invalid_connector_name",
	missing_fields: "missing_fields",
	batch_too_large: "batch_too_large",
	payload_too_large: "payload_too_large",
	too_many_attributes: "too_many_attributes",
	rate_limited: "rate_limited",
};

/** Close codes of the connection. */
const CLOSES: Partial<Record<ErrorCode, number>> = {
	malformed_frame: 1007,
	frame_too_large: 1009,
	idle_timeout: 1002,
	slow_consumer: 1013,
	server_shutdown: 1012,
	connection_crashed: 1011,
	too_many_connections: 1013,
};

function placeholders(code: ErrorCode): string[] {
	const { expected, received, advice } = ERRORS[code];
	return [...`${expected} ${received} ${advice}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}

describe.each(CODES)("%s", (code) => {
	it("says what was expected, what came and what to do, naming every detail", () => {
		const names = placeholders(code);
		const details = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
		const { message } = new SensoctoError(code, details);
		for (const name of names) expect(message).toContain(`<${name}>`);
		expect(message.startsWith(ERRORS[code].expected)).toBe(true);
		expect(message.endsWith(ERRORS[code].advice)).toBe(true);
		expect(message).not.toMatch(/\{\w+\}|undefined/);
	});

	it("leaves what came out of the message when it is not known", () => {
		const { expected, advice, received } = ERRORS[code];
		const stated = received !== undefined && !received.includes("{") ? ` ${received}` : "";
		expect(new SensoctoError(code).message).toBe(`${expected}${stated} ${advice}`);
	});

	it("has the status, close code and wire reason of its catalogue entry, and is found again by the reason", () => {
		const error = new SensoctoError(code);
		expect(error.status).toBe(ERRORS[code].status);
		expect(error.closeCode).toBe(CLOSES[code]);
		expect(error.reason).toBe(FIXED[code] ?? code);
		expect(wireReason(code)).toBe(FIXED[code] ?? code);
		expect(codeFromReason(error.reason)).toBe(code);
	});

	it("has a status that fits HTTP", () => {
		expect([400, 401, 403, 404, 405, 406, 408, 409, 410, 413, 422, 429, 500, 503, 504, 507]).toContain(
			ERRORS[code].status,
		);
	});
});

describe("SensoctoError", () => {
	it("keeps its cause and details", () => {
		const cause = new Error("disk");
		const error = new SensoctoError("storage_unavailable", { shard: 3 }, { cause });
		expect(error.cause).toBe(cause);
		expect(error.details).toEqual({ shard: 3 });
		expect(error.name).toBe("SensoctoError");
	});

	it("serialises to the body of a REST answer, without its stack or cause", () => {
		const error = new SensoctoError("sensor_not_found", { sensor_id: "a1" }, { cause: new Error("secret") });
		expect(JSON.parse(JSON.stringify(error))).toEqual({
			error: "sensor_not_found",
			message: "There is no sensor with this id. The id was a1. See /api/sensors for those that exist.",
			details: { sensor_id: "a1" },
		});
		expect(new SensoctoError("internal").toJSON()).not.toHaveProperty("details");
	});

	it("writes numbers into messages", () => {
		expect(new SensoctoError("invalid_batch", { failed_count: 3 }).message).toContain(
			"3 of them were not valid.",
		);
	});

	it("is rebuilt from an error reply", () => {
		const error = SensoctoError.fromResponse({ reason: "invalid_batch", failed_count: 2 });
		expect(error.code).toBe("invalid_batch");
		expect(error.details).toEqual({ reason: "invalid_batch", failed_count: 2 });
	});

	it.each([
		[{ reason: "call_full" }, "call_full"],
		[{}, "unknown"],
		[null, "unknown"],
		["text", "unknown"],
	])("keeps the reason of the unknown reply %j", (response, reason) => {
		const error = SensoctoError.fromResponse(response);
		expect(error.code).toBe("rejected");
		expect(error.reason).toBe(reason);
		expect(error.message).toContain(reason);
	});
});
