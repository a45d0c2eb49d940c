/** What the simulator does for the REST interface; the simulator starts after the endpoint and implements it. */
export interface SimulatorControl {
	list(): Promise<readonly object[]>;
	get(
		name: string,
	): Promise<{ readonly name: string; readonly source: "ready-made" | "custom"; readonly yaml: string }>;
	startScenario(name: string): Promise<object>;
	stopScenario(name: string): Promise<object>;
	save(name: string, yaml: string): Promise<object>;
	delete(name: string): Promise<void>;
}
