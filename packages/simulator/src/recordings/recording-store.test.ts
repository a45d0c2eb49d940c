import { LIMITS } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { RECORDED_TRACKS, RECORDED_WAVEFORMS } from "./recording-catalogue.ts";
import { RecordingStore } from "./recording-store.ts";

describe("RecordingStore", () => {
	it("O1 names the known recordings when one is unknown", async () => {
		const store = new RecordingStore();
		await expect(store.waveform("../../etc/passwd")).rejects.toThrow(/no recording .* there are mitdb-208/);
		await expect(store.track("constructor")).rejects.toThrow(/no recording/);
	});

	it("O2 reads every recording of the catalogue, and each once", async () => {
		const store = new RecordingStore();
		const minutes: Record<string, number> = {};
		for (const [name, { rateHz }] of Object.entries(RECORDED_WAVEFORMS)) {
			minutes[name] = (await store.waveform(name)).length / rateHz / 60;
			expect(store.waveform(name)).toBe(store.waveform(name));
		}
		expect(minutes).toEqual({ "mitdb-208": 5, "edb-e0103": 2, "nstdb-118e12": 2, "nstdb-118e00": 2 });
		const points = await Promise.all(Object.keys(RECORDED_TRACKS).map((name) => store.track(name)));
		expect(points.map((track) => track.length)).toEqual([296, 184]);
	});

	it("O3 attributes every recording within the protocol's length", () => {
		for (const { source } of [...Object.values(RECORDED_WAVEFORMS), ...Object.values(RECORDED_TRACKS)]) {
			expect(source).toMatch(/ODC-By|Apache/);
			expect(source.length).toBeLessThanOrEqual(LIMITS.sourceLength);
		}
	});
});
