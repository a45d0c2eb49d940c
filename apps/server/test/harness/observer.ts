import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import type { ColumnsBatch, StreamColumns } from "@sensocto/protocol";
import { Inbox } from "./inbox.ts";

/** One sample as a viewer sees it. */
export interface SeenSample {
	/** Running number of the sample in its stream. */
	readonly seq: number;
	readonly timestamp: number;
	readonly value: unknown;
	readonly seed: boolean;
}

/** A viewer that looks closely at sensors and keeps everything it is sent. */
export class Observer {
	readonly session: ViewerSession<"columns">;
	readonly batches = new Inbox<ColumnsBatch>();
	readonly #socket: SensoctoSocket;

	private constructor(socket: SensoctoSocket, viewId: string) {
		this.#socket = socket;
		this.session = new ViewerSession(socket, { viewId, encoding: "columns" });
		this.session.onBatch((batch) => this.batches.push(batch));
	}

	/** Opens a viewer of these sensors, focused so that frames come fast; `seedMs` of past samples come first. */
	static async open(
		url: string,
		viewId: string,
		sensorIds: readonly string[],
		seedMs = 0,
		params: Readonly<Record<string, string>> = {},
	): Promise<Observer> {
		const socket = new SensoctoSocket(url, { params });
		socket.connect();
		const observer = new Observer(socket, viewId);
		await observer.session.open();
		await observer.session.subscribe(
			sensorIds.map((sensor_id) => ({ sensor_id })),
			{ seedMs },
		);
		observer.session.attention({ add: sensorIds.map((sensor_id) => ({ sensor_id, kind: "focus" })) });
		await observer.session.channel.push("ping", {}); // The attention before it has been taken in.
		return observer;
	}

	/** Attributes of a sensor of which at least one sample came. */
	attributes(sensorId: string): string[] {
		return [
			...new Set(this.batches.all.flatMap(({ columns }) => Object.keys(columns[sensorId] ?? {}))),
		].sort();
	}

	/** Samples of a scalar or structured attribute so far. */
	samples(sensorId: string, attributeId: string): SeenSample[] {
		return this.batches.all.flatMap(({ columns, seed }) => {
			const part = columns[sensorId]?.[attributeId];
			return part === undefined ? [] : unfold(part, seed === true);
		});
	}

	/** Waits until `count` samples of the attribute came, and returns all of them. */
	async until(sensorId: string, attributeId: string, count: number): Promise<SeenSample[]> {
		const enough = () => this.samples(sensorId, attributeId).length >= count;
		if (!enough()) await this.batches.find(() => enough(), `${count} samples of ${sensorId}/${attributeId}`);
		return this.samples(sensorId, attributeId);
	}

	close(): Promise<void> {
		return this.#socket.close();
	}
}

function unfold({ dt, seq, t0, v }: StreamColumns, seed: boolean): SeenSample[] {
	const stride = v.length / dt.length;
	return dt.map((offset, index) => ({
		seq: seq + index,
		timestamp: t0 + offset,
		value: stride === 1 ? v[index] : v.slice(index * stride, (index + 1) * stride),
		seed,
	}));
}
