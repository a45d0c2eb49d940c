/** What people ask of a connector: `paused` stays connected and sends nothing, `stopped` is off the network. */
export type ConnectorControl = "running" | "paused" | "stopped";

const CONTROLS: readonly unknown[] = ["running", "paused", "stopped"] satisfies ConnectorControl[];

/** Whether a value is a connector's control. */
export function isConnectorControl(value: unknown): value is ConnectorControl {
	return CONTROLS.includes(value);
}
