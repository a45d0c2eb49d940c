import { type BinaryBatch, SensoctoSocket, ViewerSession } from "@sensocto/client";
import { AgeMeter } from "./age-meter.ts";

/** Problems that are told; further ones are counted only. */
const TOLD = 5;

interface Seen {
	nextSeq: number;
	nextValue: number;
	lastTime: number;
}

/** Viewers that look closely, check that every sample comes once and in order, and note how old it is then. */
export class Crowd {
	/** Age of samples on arrival; the devices' clocks have to be this process's own. */
	readonly ages = new AgeMeter();
	readonly problems: string[] = [];
	readonly #sockets: SensoctoSocket[] = [];
	readonly #seen: Map<string, Seen>[] = [];

	/** Opens one viewer for each list of sensors; values of their samples have to count up. */
	static async open(url: string, sensorsOfViewers: readonly (readonly string[])[]): Promise<Crowd> {
		const crowd = new Crowd();
		await Promise.all(sensorsOfViewers.map((sensorIds, index) => crowd.#enter(url, index, sensorIds)));
		return crowd;
	}

	/** Whether the last sample of each sensor has come to everybody who looks at it. */
	isComplete(lastTimes: ReadonlyMap<string, number>): boolean {
		return this.#seen.every((streams) =>
			[...streams].every(([key, { lastTime }]) => lastTime === lastTimes.get(key.split("/")[0]!)),
		);
	}

	/** Streams seen, over all viewers. */
	get streams(): number {
		return this.#seen.reduce((sum, streams) => sum + streams.size, 0);
	}

	async close(): Promise<void> {
		await Promise.all(this.#sockets.map((socket) => socket.close()));
	}

	async #enter(url: string, index: number, sensorIds: readonly string[]): Promise<void> {
		const socket = new SensoctoSocket(url);
		this.#sockets.push(socket);
		const seen = new Map<string, Seen>();
		this.#seen.push(seen);
		socket.connect();
		const session = new ViewerSession(socket, { viewId: `crowd-${index}`, encoding: "binary" });
		session.onBatch((batch) => this.#take(index, seen, batch));
		await session.open();
		await session.subscribe(sensorIds.map((sensor_id) => ({ sensor_id })));
		session.attention({ add: sensorIds.map((sensor_id) => ({ sensor_id, kind: "focus" })) });
		await session.channel.push("ping", {}); // The attention before it has been taken in.
	}

	#take(viewer: number, streams: Map<string, Seen>, { blocks, seed }: BinaryBatch): void {
		const now = Date.now();
		for (const { attributeId, sensorId, seq, times, values } of blocks) {
			const key = `${sensorId}/${attributeId}`;
			const before = streams.get(key);
			if (before !== undefined && (seq !== before.nextSeq || values[0] !== before.nextValue))
				this.#problem(
					`viewer ${viewer}: ${key} goes on with ${seq} (${values[0]}) after ${before.nextSeq - 1}`,
				);
			for (let k = 1; k < times.length; k++)
				if (values[k] !== (values[0] as number) + k) this.#problem(`${key}: ${values[k]} out of order`);
			if (!seed) for (const time of times) this.ages.add(now - time);
			streams.set(key, {
				nextSeq: seq + times.length,
				nextValue: (values[0] as number) + times.length,
				lastTime: times.at(-1)!,
			});
		}
	}

	#problem(text: string): void {
		if (this.problems.length < TOLD) this.problems.push(text);
	}
}
