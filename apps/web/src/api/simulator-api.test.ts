import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error.ts";
import { RestClient } from "./rest-client.ts";
import { SimulatorApi } from "./simulator-api.ts";

/** An interface whose server notes what it is asked and answers with a body. */
function simulator(answer: unknown = { scenario: {} }, status = 200) {
	const asked: string[] = [];
	const client = new RestClient(async (path, init) => {
		asked.push(`${init?.method} ${path} ${init?.body ?? ""}`.trim());
		return new Response(JSON.stringify(answer), { status });
	});
	return { api: new SimulatorApi(client), asked };
}

describe("SimulatorApi", () => {
	it("rejects with the server's sentence when a run cannot be changed", async () => {
		const { api } = simulator({ error: "scenario_not_running", message: "It does not run." }, 409);
		const thrown = await api.setSpeed("demo", 4).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(ApiError);
		expect((thrown as ApiError).message).toBe("It does not run.");
	});

	it("keeps ids with slashes and spaces in one part of the address", async () => {
		const { api, asked } = simulator();
		await api.connector("demo", "room 1/left", "pause");
		expect(asked).toEqual(["POST /api/simulator/scenarios/demo/connectors/room%201%2Fleft/pause {}"]);
	});

	it("pauses, resumes and sets the speed of a run", async () => {
		const { api, asked } = simulator();
		await api.pause("demo");
		await api.resume("demo");
		await api.setSpeed("demo", 0.25);
		expect(asked).toEqual([
			"POST /api/simulator/scenarios/demo/pause {}",
			"POST /api/simulator/scenarios/demo/resume {}",
			'POST /api/simulator/scenarios/demo/speed {"speed":0.25}',
		]);
	});
});
