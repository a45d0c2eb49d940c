import { RecordingStore } from "@sensocto/simulator";
import { Ref, type Scope, Supervisor, systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import type { Logger } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../infrastructure/database/temporary-database.ts";
import { SimulatorStateStore } from "../storage/history/simulator-state-store.ts";
import { ScenarioLibrary } from "./scenario-library.ts";
import { SimulatorManager } from "./simulator-manager.ts";

let temporary: TemporaryDatabase;

beforeAll(async () => {
	temporary = await startTemporaryDatabase();
});
afterAll(() => temporary.stop());

const log = { error: (details: object) => expect.fail(JSON.stringify(details)) } as unknown as Logger;

/** A simulator as a server that just started has it; nobody answers its devices. */
async function startSimulator(autostart: readonly string[] = []) {
	const store = new SimulatorStateStore(temporary, systemClock);
	const runs = new Ref<Supervisor>("runs");
	const supervisor = new Supervisor("runs", { strategy: "one_for_one" }, []);
	await supervisor.start();
	Ref.attach(runs, supervisor);
	const manager = new SimulatorManager({
		...{ store, runs, autostart, log, clock: systemClock, token: "", random: () => 0.5 },
		scenarios: new ScenarioLibrary(store),
		recordings: new RecordingStore(),
		url: () => "http://127.0.0.1:9",
	});
	const work: Promise<unknown>[] = [];
	manager.start({ run: (task: () => Promise<void>) => work.push(task()) } as unknown as Scope);
	await Promise.all(work);
	return { manager, stop: () => supervisor.stop() };
}

const controls = (status: { connectors: readonly { connector_id: string; control: string }[] }) =>
	status.connectors.map(({ control }) => control);

describe("SimulatorManager", () => {
	it("M1 refuses to change what does not run, does not exist or has no such connector", async () => {
		const { manager, stop } = await startSimulator();
		await expect(manager.pauseScenario("pose")).rejects.toMatchObject({ code: "scenario_not_running" });
		await expect(manager.setSpeed("pose", 2)).rejects.toMatchObject({ code: "scenario_not_running" });
		await expect(manager.resumeScenario("nowhere")).rejects.toMatchObject({ code: "scenario_not_found" });
		await manager.startScenario("pose");
		await expect(manager.controlConnector("pose", "nobody", "paused")).rejects.toMatchObject({
			code: "scenario_connector_not_found",
		});
		await manager.stopScenario("pose");
		await stop();
	});

	it("M2 brings a run back after a restart: its start, its speed and its connectors", async () => {
		const first = await startSimulator();
		const started = await first.manager.startScenario("pose");
		expect(started).toMatchObject({ running: true, speed: 1, paused: false });
		await first.manager.setSpeed("pose", 4);
		const changed = await first.manager.controlConnector("pose", "pose-camera-1", "stopped");
		expect(controls(changed)).toEqual(["stopped", "running"]);
		expect(await first.manager.pauseScenario("pose")).toMatchObject({ paused: true });
		await first.stop();

		const second = await startSimulator();
		await waitUntil(async () => (await second.manager.list()).some(({ running }) => running));
		const status = (await second.manager.list()).find(({ name }) => name === "pose")!;
		expect(status).toMatchObject({ running: true, speed: 4, paused: true, started_at: started.started_at });
		expect(controls(status)).toEqual(["stopped", "paused"]);
		expect(controls(await second.manager.resumeScenario("pose"))).toEqual(["stopped", "running"]);
		await second.manager.stopScenario("pose");
		await second.stop();
	});

	it("M3 begins anew when it is started anew: in real time, with all connectors, but batteries as they were", async () => {
		const { manager, stop } = await startSimulator();
		const first = await manager.startScenario("massive-study");
		await manager.setSpeed("massive-study", 16);
		await manager.controlConnector("massive-study", "study-gateway-3", "paused");
		const stopped = await manager.stopScenario("massive-study");
		expect(stopped).toMatchObject({ running: false, started_at: null, speed: 1, connectors: [] });
		const again = await manager.startScenario("massive-study");
		expect(again).toMatchObject({ running: true, speed: 1, paused: false });
		expect(again.started_at).not.toBe(first.started_at);
		expect(new Set(controls(again))).toEqual(new Set(["running"]));
		const store = new SimulatorStateStore(temporary, systemClock);
		const { batteries } = await store.loadGenerators("massive-study");
		expect(batteries.length).toBe(300);
		await manager.stopScenario("massive-study");
		await stop();
	});

	it("M4 starts what it is told to start by itself, and leaves alone what runs already", async () => {
		const first = await startSimulator(["pose"]);
		await first.manager.pauseScenario("pose");
		await first.stop();
		const second = await startSimulator(["pose", "motion"]);
		const running = (await second.manager.list()).filter((status) => status.running);
		expect(running.map(({ name, paused }) => [name, paused])).toEqual([
			["motion", false],
			["pose", true],
		]);
		await second.manager.stopScenario("pose");
		await second.manager.stopScenario("motion");
		await second.stop();
	});
});
