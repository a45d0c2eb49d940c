import type { CpuInfo } from "node:os";

interface CpuTotals {
	busy: number;
	all: number;
}

/** Share of the processors' time spent working between two looks. */
export class CpuMeter {
	#last: CpuTotals | undefined;

	/** Percent busy since the last call; undefined at the first. */
	read(processors: readonly CpuInfo[]): number | undefined {
		const totals = { busy: 0, all: 0 };
		for (const { times } of processors) {
			const all = times.user + times.nice + times.sys + times.idle + times.irq;
			totals.all += all;
			totals.busy += all - times.idle;
		}
		const last = this.#last;
		this.#last = totals;
		if (!last || totals.all <= last.all) return undefined;
		return Math.min(100, Math.max(0, (100 * (totals.busy - last.busy)) / (totals.all - last.all)));
	}
}
