import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error.ts";
import { RestClient } from "./rest-client.ts";

function answering(status: number, text: string): RestClient {
	return new RestClient(async () => new Response(text, { status }));
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
	const thrown = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	expect(thrown).toBeInstanceOf(ApiError);
	return thrown as ApiError;
}

describe("RestClient", () => {
	it("says that the server does not answer when the connection fails", async () => {
		const client = new RestClient(async () => Promise.reject(new TypeError("Failed to fetch")));
		const error = await failure(client.request("/api/sensors"));
		expect([error.code, error.status]).toEqual(["unreachable", 0]);
		expect(error.message).toContain("try again");
	});

	it("keeps code, sentence and problems of a refusal", async () => {
		const problems = [{ line: 3, column: 5, path: "connectors[0].count", message: "expected a number" }];
		const body = JSON.stringify({ error: "invalid_scenario", message: "One problem.", problems });
		const error = await failure(answering(422, body).request("/x"));
		expect(error.code).toBe("invalid_scenario");
		expect(error.message).toBe("One problem.");
		expect(error.problems).toEqual(problems);
		const nested = JSON.stringify({
			error: "invalid_scenario",
			message: "One problem.",
			details: { problems },
		});
		expect((await failure(answering(422, nested).request("/x"))).problems).toEqual(problems);
	});

	it("turns a body that is not JSON into a sentence by status", async () => {
		const error = await failure(answering(502, "<h1>Bad gateway</h1>").request("/x"));
		expect(error.code).toBe("http_502");
		expect(error.message).toContain("502");
	});

	it("refuses a success that is not JSON", async () => {
		const error = await failure(answering(200, "<!doctype html>").request("/x"));
		expect(error.code).toBe("malformed_answer");
	});

	it("lets an abort through as the abort, not as a lost connection", async () => {
		const abort = new AbortController();
		const client = new RestClient(async () => {
			abort.abort();
			throw abort.signal.reason;
		});
		await expect(client.request("/x", { signal: abort.signal })).rejects.toBe(abort.signal.reason);
	});

	it("sends JSON only when there is a body and reads an empty answer", async () => {
		const seen: RequestInit[] = [];
		const client = new RestClient(async (_path, init) => {
			seen.push(init ?? {});
			return new Response(null, { status: 204 });
		});
		expect(await client.request("/x", { method: "DELETE" })).toBeUndefined();
		await client.request("/x", { method: "POST", body: { yaml: "a: 1" } });
		expect(seen.map((init) => init.body)).toEqual([undefined, '{"yaml":"a: 1"}']);
		expect(seen.map((init) => "content-type" in (init.headers as object))).toEqual([false, true]);
	});
});
