import { waitUntil } from "@sensocto/testkit";
import { expect } from "vitest";
import type { HistoryAnswer } from "../launch-server.ts";
import { type CaseContext, measurement } from "./conformance-case.ts";
import type { ConformanceChannel } from "./conformance-client.ts";

/** Sends a marker and makes sure that it is all the sensor has. */
export async function onlyMarker(t: CaseContext, id: string, channel: ConformanceChannel): Promise<void> {
	channel.send("measurement", measurement("marker", 1));
	await channel.push("ping", {});
	expect((await t.server.sensor(id))!.attributes.map(({ attribute_id }) => attribute_id)).toEqual(["marker"]);
}

/** The stored samples of an attribute, as soon as there are at least `count`. */
export async function history(
	t: CaseContext,
	sensorId: string,
	attributeId: string,
	count: number,
): Promise<HistoryAnswer> {
	const look = async () => {
		const stored = await t.server.history(sensorId, attributeId);
		return stored !== undefined && stored.samples >= count && stored;
	};
	const what = `${count} stored samples of ${attributeId}`;
	return (await waitUntil(look, { what, intervalMs: 50 })) as HistoryAnswer;
}
