import { describe, expect, it } from "vitest";
import type { SimulatorConnector } from "../../api/simulator-api.ts";
import { runWords } from "./run-words.ts";

function connectors(...controls: SimulatorConnector["control"][]): SimulatorConnector[] {
	return controls.map((control, index) => ({
		connector_id: `c${index}`,
		name: `C${index}`,
		status: control === "running" ? "open" : control,
		control,
		sensors: 1,
		online: 1,
		refused: 0,
	}));
}

describe("runWords", () => {
	it("does not call a run running whose connectors are all stopped or paused", () => {
		const stopped = { running: true, paused: false, connectors: connectors("stopped", "stopped") };
		expect(runWords(stopped, "3 min")).toEqual({
			sign: "○",
			text: "every connector stopped, started 3 min ago",
			on: false,
		});
		const paused = { running: true, paused: true, connectors: connectors("stopped", "paused") };
		expect(runWords(paused, "3 min")).toEqual({ sign: "‖", text: "paused, started 3 min ago", on: false });
	});

	it("says for how long, when it knows", () => {
		const run = { running: true, paused: false, connectors: connectors("running", "stopped") };
		expect(runWords(run, "12 s")).toEqual({ sign: "●", text: "running for 12 s", on: true });
		expect(runWords(run, undefined).text).toBe("running");
		expect(runWords({ ...run, running: false, connectors: [] }, undefined).text).toBe("not running");
	});
});
