import { setTimeout as sleep } from "node:timers/promises";
import { Wires } from "../../../apps/server/src/bio/wires.ts";
import { SystemLoad } from "../../../apps/server/src/domain/load/system-load.ts";
import { SystemLoadMonitor } from "../../../apps/server/src/domain/load/system-load-monitor.ts";
import { Supervisor } from "../../../packages/supervision/src/index.ts";

/**
 * Share of a core that the SystemLoadMonitor alone uses: processor time of this process with it, less that without.
 *
 * @param connections sockets whose backlog it sums up.
 * @param ms how long each of the two is measured.
 */
export async function monitorCost(connections: number, ms: number): Promise<number> {
	const sockets = Array.from({ length: connections }, (_, k) => ({ bufferedBytes: k % 7 }));
	const sources = {
		bufferedBytes: () => sockets.reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0),
		writeBacklogMs: () => 0,
	};
	const monitor = new Supervisor("monitor", { strategy: "one_for_one" }, [
		{
			id: "SystemLoadMonitor",
			create: () =>
				new SystemLoadMonitor({ load: new SystemLoad("production"), wires: new Wires(), sources }),
		},
	]);
	const without = await coreUsed(ms);
	await monitor.start();
	const used = await coreUsed(ms);
	await monitor.stop();
	return used - without;
}

async function coreUsed(ms: number): Promise<number> {
	const [before, began] = [process.cpuUsage(), performance.now()];
	await sleep(ms);
	const { system, user } = process.cpuUsage(before);
	return (system + user) / 1_000 / (performance.now() - began);
}
