import { setTimeout as sleep } from "node:timers/promises";
import { profile, inspected } from "./load/attention/server-profile.ts";
import { DeviceProcesses } from "./load/attention/device-processes.ts";
import { LoadChild } from "./load/attention/load-child.ts";
import { preferProcess } from "./load/attention/prefer-process.ts";
import { processUse } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
const cats: [string, RegExp][] = [["novelty", /bio\/novelty|signals\/src\/novelty/], ["bio other", /server\/src\/bio\//], ["features", /domain\/sensors\/(stream-features|features\/)/], ["load", /domain\/load/], ["derived", /derived\//], ["history", /storage\/|pg\/|pg-/], ["directory", /sensors-state-agent|summarise/], ["delivery", /domain\/delivery/], ["attention", /domain\/attention/], ["ingest", /domain\/sensors\//], ["socket read", /web\/socket|ws\/lib|frames\.ts/]];
async function show(label: string, port: number, pid: number, ms: number) {
	const b = processUse(pid), t = performance.now();
	const p = await profile(port, ms);
	const core = (processUse(pid).cpuUs - b.cpuUs) / 1e3 / (performance.now() - t);
	const self = new Map<number, number>();
	p.samples.forEach((s, k) => self.set(s, (self.get(s) ?? 0) + p.timeDeltas[k]!));
	const byId = new Map(p.nodes.map((n) => [n.id, n]));
	const sums = new Map<string, number>(); const incl = new Map<string, number>(); let busy = 0;
	const walk = (n: any, inh: string, stack: Set<string>): number => {
		const f = n.callFrame.functionName, u = n.callFrame.url;
		let c = cats.find(([, r]) => r.test(u))?.[0] ?? inh;
		if (f.startsWith("(")) c = f;
		const own = self.get(n.id) ?? 0; sums.set(c, (sums.get(c) ?? 0) + own); if (f !== "(idle)") busy += own;
		const key = u.replace(/.*work\/main\//, "") + ":" + f; const fresh = !stack.has(key); if (fresh) stack.add(key);
		let sum = own; for (const ch of n.children ?? []) sum += walk(byId.get(ch), c, stack);
		if (fresh) { stack.delete(key); incl.set(key, (incl.get(key) ?? 0) + sum); }
		return sum;
	};
	walk(p.nodes[0], "other", new Set());
	const scale = core / busy;
	const f = (m: Map<string, number>, n: number, r = /./) => [...m].filter(([k]) => r.test(k)).sort((a, b) => b[1] - a[1]).slice(0, n).map(([k, v]) => `${(100 * v * scale).toFixed(2)} ${k}`).join("; ");
	console.log("==", label, "core %", (100 * core).toFixed(2), "\n ", f(sums, 20, /^(?!\(idle)/), "\n  modules incl:", f(incl, 16, /bio\/|features|novelty|domain\/load/));
}
if (process.argv[2] === "slow") {
	const i = await inspected();
	const server = await SensoctoServer.start("/work/main", { RATE_LIMIT: "0", HOST_SENSOR: "false", ...i.env });
	preferProcess(server.pid);
	const devices = await DeviceProcesses.start(server.port, "slow", 1000, 1);
	await sleep(130000);
	await show("slow nobody", i.port, server.pid, 15000);
	await show("slow nobody", i.port, server.pid, 15000);
	await devices.stop(); await server.stop();
} else {
	const i = await inspected();
	const server = await SensoctoServer.start("/work/main", { RATE_LIMIT: "0", HOST_SENSOR: "false", ...i.env });
	preferProcess(server.pid);
	const devices = await DeviceProcesses.start(server.port, "mixed", 1000, 2);
	await sleep(8000);
	await show("mixed nobody", i.port, server.pid, 8000);
	const audience = new LoadChild("/work/main/bench/load/attention/audience-process.ts", [server.port, "mixed", 1000, 20].map(String));
	for (const behaviour of ["attention", "everything"]) {
		await audience.ask("watch", { behaviour, fromMs: 60000, settleMs: 6000 });
		await show(behaviour, i.port, server.pid, 10000);
		await audience.ask("leave");
	}
	await audience.stop(); await devices.stop(); await server.stop();
}
