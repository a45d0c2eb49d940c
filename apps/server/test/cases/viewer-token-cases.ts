import type { RowsBatch } from "@sensocto/protocol";
import { expect } from "vitest";
import { type CaseContext, type ConformanceCase, measurement } from "../harness/conformance-case.ts";

const T0 = 1_700_000_000_000;

/** The legacy viewer channel, whose token is its topic. */
export const VIEWER_TOKEN_CASES: readonly ConformanceCase[] = [
	{
		id: 72,
		title: "viewer:data:<token> pushes rows of the token's sensors; set_visible_sensors narrows them",
		async run(t) {
			const [seen, other] = [t.id(), t.id()];
			const [first, second] = [await t.device(seen), await t.device(other)];
			const { token, topic } = await mintToken(t, { sensors: [seen, other] });
			expect(topic).toBe(`viewer:data:${token}`);
			const viewer = t.client.channel(topic);
			const batches = viewer.on("sensor_batch");
			expect(await viewer.join()).toEqual({});
			first.send("measurement", measurement("hr", 70, T0));
			const { batch } = (await batches.next()) as RowsBatch;
			expect(batch).toEqual({
				[seen]: { hr: { sensor_id: seen, attribute_id: "hr", payload: 70, timestamp: T0 } },
			});
			viewer.send("set_visible_sensors", { sensor_ids: [other, "not-in-the-token"] });
			await t.sensorThat(seen, ({ attention_level }) => attention_level === "none", "is not looked at");
			first.send("measurement", measurement("hr", 71));
			await first.push("ping", {});
			second.send("measurement", measurement("hr", 72));
			expect(Object.keys(((await batches.next()) as RowsBatch).batch)).toEqual([other]);
		},
	},
	{
		id: 73,
		title: "viewer:data: with a token that was not signed here is refused as unauthorized",
		async run(t) {
			const { token } = await mintToken(t, {});
			for (const bad of ["", "nonsense", `${token}x`, `x${token}`, `${token}.x`, "a.b"]) {
				await expect(t.client.channel(`viewer:data:${bad}`).join()).rejects.toMatchObject({
					reason: "unauthorized",
				});
			}
		},
	},
	{
		id: 74,
		title: "a token for thirty sensors can be joined with",
		async run(t) {
			const sensors = Array.from({ length: 30 }, () => t.id());
			const { topic } = await mintToken(t, { sensors });
			expect(await t.client.channel(topic).join()).toEqual({});
		},
	},
];

async function mintToken(t: CaseContext, body: unknown): Promise<{ token: string; topic: string }> {
	const headers = { "content-type": "application/json" };
	const answer = await t.server.request("/api/viewer-tokens", {
		method: "POST",
		headers,
		body: JSON.stringify(body),
	});
	expect(answer.status).toBe(200);
	return answer.body as { token: string; topic: string };
}
