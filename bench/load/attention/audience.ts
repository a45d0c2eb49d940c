import { setTimeout as sleep } from "node:timers/promises";
import { shownBy } from "./attended.ts";
import type { Fleet } from "./fleet.ts";
import { GazePlayer } from "./gaze-player.ts";
import { type AgeReport, ShownAges } from "./shown-ages.ts";
import { type GazeChange, readTrace, type Trace } from "./trace.ts";
import { type Behaviour, Watcher } from "./watcher.ts";

/** Time between two looks at what is shown, in ms. */
const LOOK_MS = 50;
/** Of so many viewers one decodes what it gets; the others count bytes and acknowledge. */
const DECODING = 4;

/** People come one after the other, so many ms apart. */
const COMING_MS = 200;

/** How an audience watches. */
export interface WatchPlan {
	behaviour: Behaviour;
	/** Where in the trace it begins, in ms. */
	fromMs: number;
	/** Time until everything has settled, in ms. */
	settleMs: number;
}

/** What an audience saw over a stretch. */
export interface AudienceReport extends AgeReport {
	/** Bytes on the wire to all viewers, and of them payloads of sample frames and of the list of sensors. */
	bytes: number;
	sampleBytes: number;
	directoryBytes: number;
	cpuUs: number;
}

/** People who follow the recorded trace. */
export class Audience {
	readonly #url: string;
	readonly #fleet: Fleet;
	readonly #trace: Trace;
	#watchers: Watcher[] = [];
	#player: GazePlayer;
	#ages = new ShownAges();
	#behaviour: Behaviour = "attention";
	#timer: NodeJS.Timeout | undefined;
	#measures = false;

	constructor(url: string, fleet: Fleet, viewers: number) {
		this.#url = url;
		this.#fleet = fleet;
		this.#trace = fitted(readTrace(), fleet.sensors, viewers);
		this.#player = new GazePlayer(this.#trace);
	}

	/** Comes in and begins to watch; resolves when everything has settled. */
	async watch({ behaviour, fromMs, settleMs }: WatchPlan): Promise<void> {
		this.#behaviour = behaviour;
		this.#player = new GazePlayer(this.#trace);
		this.#player.advance(fromMs);
		this.#watchers = Array.from(
			{ length: this.#trace.viewers },
			(_, viewer) => new Watcher(this.#url, viewer, this.#fleet, viewer % DECODING === 0),
		);
		for (const [viewer, watcher] of this.#watchers.entries()) {
			await watcher.open(behaviour);
			this.#turn([viewer]);
			await sleep(COMING_MS);
		}
		const began = Date.now();
		this.#timer = setInterval(() => {
			this.#turn(this.#player.advance(fromMs + Date.now() - began));
			this.#look(Date.now());
		}, LOOK_MS);
		await sleep(settleMs);
	}

	/** Measures for so many ms. */
	async measure(ms: number): Promise<AudienceReport> {
		this.#ages = new ShownAges();
		const before = this.#totals();
		const cpu = process.cpuUsage();
		this.#measures = true;
		await sleep(ms);
		this.#measures = false;
		const after = this.#totals();
		const { system, user } = process.cpuUsage(cpu);
		return {
			...this.#ages.report(),
			bytes: after.bytes - before.bytes,
			sampleBytes: after.sampleBytes - before.sampleBytes,
			directoryBytes: after.directoryBytes - before.directoryBytes,
			cpuUs: system + user,
		};
	}

	async leave(): Promise<void> {
		clearInterval(this.#timer);
		await Promise.all(this.#watchers.map((watcher) => watcher.close()));
		this.#watchers = [];
	}

	#turn(viewers: Iterable<number>): void {
		if (this.#behaviour === "everything") return;
		for (const viewer of viewers) this.#watchers[viewer]!.turnTo(this.#player.gaze(viewer));
	}

	#look(now: number): void {
		for (let viewer = 0; viewer < this.#watchers.length; viewer += DECODING) {
			const shown = shownBy(this.#player.gaze(viewer), this.#fleet);
			const watcher = this.#watchers[viewer]!;
			this.#ages.look(viewer, shown, (stream) => watcher.newest(stream), now, this.#measures);
		}
	}

	#totals() {
		const meters = this.#watchers.map(({ meter }) => meter);
		return {
			bytes: meters.reduce((sum, meter) => sum + meter.received, 0),
			sampleBytes: meters.reduce((sum, meter) => sum + meter.samples, 0),
			directoryBytes: meters.reduce((sum, meter) => sum + meter.directory, 0),
		};
	}
}

/** The first so many people of a trace, with its sensors spread over those there are. */
function fitted(trace: Trace, sensors: number, viewers: number): Trace {
	const place = (sensor: number): number => Math.floor((sensor * sensors) / trace.sensors);
	const fit = ({ focus, hover, page, pin, tiles, ...change }: GazeChange): GazeChange => ({
		...change,
		...(focus !== undefined && { focus: focus === null ? null : place(focus) }),
		...(hover !== undefined && { hover: hover === null ? null : place(hover) }),
		...(page !== undefined && { page: page === null ? null : place(page) }),
		...(pin !== undefined && { pin: pin === null ? null : place(pin) }),
		...(tiles !== undefined && {
			tiles: tiles === null ? null : [Math.min(place(tiles[0]), sensors - tiles[1]), tiles[1]],
		}),
	});
	const changes = trace.changes.filter(({ viewer }) => viewer < viewers);
	return { ...trace, viewers, changes: sensors === trace.sensors ? changes : changes.map(fit) };
}
