import { Supervisor } from "@sensocto/supervision";
import { describe, expect, it } from "vitest";
import { Wires } from "../../bio/wires.ts";
import { SyncRecorder } from "./sync-recorder.ts";

describe("SyncRecorder", () => {
	it("keeps known indices as derived series of the lobby's sensor, until it stops", async () => {
		const wires = new Wires();
		const kept: unknown[] = [];
		const history = {
			sensor: ({ provenance, sensorId }: { provenance: string; sensorId: string }) => ({
				series: ({ attributeId }: { attributeId: string }) => ({
					append: (t: number, value: number) => kept.push([sensorId, provenance, attributeId, t, value]),
				}),
			}),
		};
		const supervisor = new Supervisor("test", { strategy: "one_for_one" }, [
			{ id: "SyncRecorder", create: () => new SyncRecorder(wires, history) },
		]);
		await supervisor.start();
		const wire = wires.synchrony.produce("test");
		wire.send({ at: 1_000, kind: "respiration", members: 3, index: 0.5, pValue: 0.2 });
		wire.send({ at: 2_000, kind: "respiration", members: 1, index: null, pValue: null });
		wire.send({ at: 3_000, kind: "heart rate", members: 2, index: -0.25, pValue: null });
		await supervisor.stop();
		wire.send({ at: 4_000, kind: "respiration", members: 3, index: 0.5, pValue: 0.2 });
		expect(kept).toEqual([
			["sync:lobby", "derived", "breathing_sync", 1_000, 0.5],
			["sync:lobby", "derived", "hrv_sync", 3_000, -0.25],
		]);
	});
});
