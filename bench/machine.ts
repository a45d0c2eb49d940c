import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** Where and under what load a figure was measured. */
export interface Machine {
	cpu: string;
	cores: number;
	memoryGib: number;
	system: string;
	node: string;
	/** Load average of the minute before the run: what else the machine was doing. */
	loadBefore: number;
}

export function describeMachine(): Machine {
	const processors = cpus();
	return {
		cpu: processors[0]?.model.trim() ?? "unknown",
		cores: processors.length,
		memoryGib: Math.round(totalmem() / 2 ** 30),
		system: `${platform()} ${release()} ${arch()}`,
		node: process.version,
		loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
	};
}
