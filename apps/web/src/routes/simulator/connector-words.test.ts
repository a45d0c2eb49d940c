import { describe, expect, it } from "vitest";
import type { SimulatorConnector } from "../../api/simulator-api.ts";
import { connectorWords, exceptions, isSettling } from "./connector-words.ts";

function connector(facts: Partial<SimulatorConnector> = {}): SimulatorConnector {
	return {
		connector_id: "c",
		name: "C",
		status: "open",
		control: "running",
		sensors: 3,
		online: 3,
		refused: 0,
		...facts,
	};
}

describe("connectorWords", () => {
	it("does not call a device connected whose sensors the server does not want", () => {
		expect(connectorWords(connector({ online: 2, refused: 1 })).word).toBe(
			"connected, 1 refused by the server",
		);
		expect(connectorWords(connector({ online: 1 })).word).toBe("connected, 1 of 3 joined");
		expect(connectorWords(connector()).word).toBe("connected");
	});

	it("tells apart what people stopped and what lost its connection", () => {
		const words = (["paused", "stopped", "waiting", "closed"] as const).map((status) =>
			connectorWords(connector({ status, online: 0 })),
		);
		expect(words.map(({ word }) => word)).toEqual([
			"paused: connected, silent",
			"stopped: off the network",
			"connection lost, tries again",
			"off the network",
		]);
		expect(new Set(words.map(({ sign }) => sign)).size).toBe(4);
	});
});

describe("exceptions", () => {
	it("counts devices that do not send by reason, and is silent about the others", () => {
		const statuses = ["open", "paused", "stopped", "stopped", "waiting"] as const;
		expect(exceptions(statuses.map((status) => connector({ status })))).toBe(
			"1 paused, 2 stopped, 1 off the network",
		);
		expect(exceptions([connector()])).toBe("");
	});
});

describe("isSettling", () => {
	it("holds until the server has taken or refused every sensor", () => {
		expect(isSettling(connector({ status: "connecting", online: 0 }))).toBe(true);
		expect(isSettling(connector({ online: 2 }))).toBe(true);
		expect(isSettling(connector({ online: 2, refused: 1 }))).toBe(false);
		expect(isSettling(connector({ status: "stopped", control: "stopped", online: 0 }))).toBe(false);
	});
});
