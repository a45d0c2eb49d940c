import { Wires } from "../../../apps/server/src/bio/wires.ts";
import { SystemLoad } from "../../../apps/server/src/domain/load/system-load.ts";
import { SystemLoadMonitor } from "../../../apps/server/src/domain/load/system-load-monitor.ts";
import { Supervisor } from "../../../packages/supervision/src/index.ts";
import { FakeClock } from "../../../packages/testkit/src/index.ts";

/** Time it watches before the measurement, and while it is measured, in s of its clock. */
const WARM_UP_S = 100;
const MEASURED_S = 500;

/**
 * Share of a core that the SystemLoadMonitor uses for its probes and readings: processor time of this process while its
 * clock runs ahead. The clock's own work is in it.
 *
 * @param connections sockets whose backlog it sums up.
 */
export async function monitorCost(connections: number): Promise<number> {
	const sockets = Array.from({ length: connections }, (_, k) => ({ bufferedBytes: k % 7 }));
	const sources = {
		bufferedBytes: () => sockets.reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0),
		writeBacklogMs: () => 0,
	};
	const context = { load: new SystemLoad("production"), wires: new Wires(), sources };
	const clock = new FakeClock();
	const monitor = new Supervisor("monitor", { strategy: "one_for_one", clock }, [
		{ id: "SystemLoadMonitor", create: () => new SystemLoadMonitor(context) },
	]);
	await monitor.start();
	await clock.advance(WARM_UP_S * 1_000);
	const before = process.cpuUsage();
	await clock.advance(MEASURED_S * 1_000);
	const { system, user } = process.cpuUsage(before);
	await monitor.stop();
	return (system + user) / 1e6 / MEASURED_S;
}
