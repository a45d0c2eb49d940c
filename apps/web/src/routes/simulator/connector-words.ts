import type { SimulatorConnector } from "../../api/simulator-api.ts";

/** State of a simulated device in a sign, a word and a colour token. */
export interface ConnectorWords {
	readonly sign: string;
	readonly word: string;
	readonly token: string;
}

const STATUS: Readonly<Record<SimulatorConnector["status"], ConnectorWords>> = {
	open: { sign: "●", word: "connected", token: "--ok" },
	connecting: { sign: "◐", word: "connecting", token: "--warn" },
	waiting: { sign: "◐", word: "connection lost, tries again", token: "--warn" },
	closed: { sign: "✕", word: "off the network", token: "--stale" },
	paused: { sign: "‖", word: "paused: connected, silent", token: "--text-1" },
	stopped: { sign: "○", word: "stopped: off the network", token: "--stale" },
};

/** How a connector is, and how many of its sensors the server has taken when that is not all of them. */
export function connectorWords(connector: SimulatorConnector): ConnectorWords {
	const words = STATUS[connector.status];
	if (connector.status !== "open") return words;
	if (connector.refused > 0) {
		return { sign: "▲", word: `connected, ${connector.refused} refused by the server`, token: "--warn" };
	}
	return connector.online < connector.sensors
		? { sign: "◐", word: `connected, ${connector.online} of ${connector.sensors} joined`, token: "--warn" }
		: words;
}

/** Connectors that do not send, counted by reason: "1 paused, 2 stopped"; empty when all do. */
export function exceptions(connectors: readonly SimulatorConnector[]): string {
	const count = (...among: readonly SimulatorConnector["status"][]): number =>
		connectors.filter(({ status }) => among.includes(status)).length;
	const counts: readonly (readonly [number, string])[] = [
		[count("paused"), "paused"],
		[count("stopped"), "stopped"],
		[count("closed", "waiting"), "off the network"],
	];
	return counts
		.filter(([number]) => number > 0)
		.map(([number, word]) => `${number} ${word}`)
		.join(", ");
}

/** Whether a connector is on its way to what was asked of it. */
export function isSettling({ control, online, refused, sensors, status }: SimulatorConnector): boolean {
	return (
		status === "connecting" || (control === "running" && status === "open" && online + refused < sensors)
	);
}
