import type {
	ClientHealth,
	ColumnsBatch,
	DirectoryUpdate,
	Lease,
	RowsBatch,
	StreamAnnouncement,
	Subscription,
	ViewerEncoding,
	ViewerJoined,
} from "@sensocto/protocol";
import type { Channel } from "./channel.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { InterestSet } from "./interest-set.ts";
import { Listeners } from "./listeners.ts";
import type { SensoctoSocket } from "./socket.ts";
import { AnnouncedStreams, type BinaryBatch } from "./viewer/announced-streams.ts";
import { batchDecoder } from "./viewer/batch-decoder.ts";
import type { SampleBlock } from "./viewer/sample-block.ts";
import type { StreamOptions } from "./viewer/sample-stream.ts";
import { SampleStreams } from "./viewer/sample-streams.ts";

export interface ViewerOptions<E extends ViewerEncoding = "rows"> {
	/** Names this viewer, unique per open page. */
	viewId: string;
	/** Shape of the batches; `"rows"` by default. */
	encoding?: E;
	/** Whether the server keeps this viewer informed about all sensors. */
	directory?: boolean;
}

/** The batch a viewer gets for its encoding. */
export type ViewerBatch<E extends ViewerEncoding> = E extends "columns"
	? ColumnsBatch
	: E extends "binary"
		? BinaryBatch
		: RowsBatch;

/** A viewer's interest; an absent attribute stands for the whole sensor. */
export type Interest = Omit<Lease, "attribute_id"> & { attribute_id?: string };

/** Change of what a viewer looks at. `hidden`: its page is not visible. */
export interface AttentionChange {
	add?: readonly Interest[];
	remove?: readonly Interest[];
	hidden?: boolean;
}

/**
 * What one viewer sees: a set of subscriptions and of interests, kept across reconnections.
 *
 * 1. The sets hold what the caller asked for, connected or not; after each join the server gets them whole.
 * 2. Each attention message carries an epoch above that of the one before.
 */
export class ViewerSession<E extends ViewerEncoding = "rows"> {
	readonly #channel: Channel;
	readonly #subscriptions = new InterestSet<Subscription, number | undefined>();
	readonly #interests = new InterestSet<Interest>();
	readonly #streams: SampleStreams;
	readonly #announced = new AnnouncedStreams();
	readonly #batches: Listeners<[batch: ViewerBatch<E>]>;
	#hidden = false;
	#epoch = 0;

	/** @param socket the connection to use; the session neither opens nor closes it. */
	constructor(socket: SensoctoSocket, options: ViewerOptions<E>) {
		const encoding = options.encoding ?? "rows";
		this.#batches = new Listeners((error) => socket.report(error));
		this.#streams = new SampleStreams(batchDecoder(encoding), (error) => socket.report(error));
		this.#channel = socket.channel(`viewer:${options.viewId}`, {
			encoding,
			directory: options.directory ?? false,
		});
		this.#channel.on("streams", (payload) => this.#announced.announce(payload as StreamAnnouncement));
		this.#channel.on("sensor_batch", (payload) => this.#receive(payload));
		this.#channel.onJoin(() => this.#restore());
	}

	/** The channel underneath, for its state and for refusals. */
	get channel(): Channel {
		return this.#channel;
	}

	/**
	 * Joins the viewer's channel.
	 *
	 * @throws SensoctoError (as rejection) when the server refuses the viewer.
	 */
	async open(): Promise<ViewerJoined> {
		return (await this.#channel.join()) as ViewerJoined;
	}

	/**
	 * Asks for the samples of these sensors; without a connection, as soon as there is one.
	 *
	 * @param options `seedMs`: how far back the samples start that the server still has in memory, in ms.
	 * @throws SensoctoError (as rejection) when the server refuses.
	 */
	async subscribe(subscriptions: readonly Subscription[], options: { seedMs?: number } = {}): Promise<void> {
		for (const subscription of subscriptions) this.#subscriptions.add(subscription, options.seedMs);
		if (this.#channel.state !== "joined") return;
		await this.#channel.push("subscribe", subscribePayload(subscriptions, options.seedMs));
	}

	/** @throws SensoctoError (as rejection) when the server refuses. */
	async unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
		for (const subscription of subscriptions) this.#subscriptions.delete(subscription);
		if (this.#channel.state === "joined") await this.#channel.push("unsubscribe", { subscriptions });
	}

	/**
	 * Subscribes to one attribute and calls back with its samples, whatever the encoding: each once, also over
	 * reconnections, and with what is missing marked as a gap.
	 *
	 * Further callbacks for the same attribute get what comes from then on.
	 *
	 * @returns a function that ends the callback, and the subscription with the last one.
	 * @throws SensoctoError (as rejection) when the server refuses.
	 */
	async stream(
		sensorId: string,
		attributeId: string,
		options: StreamOptions,
		onSamples: (samples: SampleBlock) => void,
	): Promise<() => Promise<void>> {
		const subscription = { sensor_id: sensorId, attribute_id: attributeId };
		const { isFirst, remove } = this.#streams.add(sensorId, attributeId, options, onSamples);
		let isOver = false;
		const stop = async (): Promise<void> => {
			if (isOver) return;
			isOver = true;
			if (remove()) await this.unsubscribe([subscription]);
		};
		if (!isFirst) return stop;
		try {
			await this.subscribe([subscription], options);
		} catch (error) {
			isOver = true;
			remove();
			this.#subscriptions.delete(subscription);
			throw error;
		}
		return stop;
	}

	/** Tells the server what changed in what this viewer looks at. */
	attention(change: AttentionChange): void {
		for (const interest of change.remove ?? []) this.#interests.delete(interest);
		for (const interest of change.add ?? []) this.#interests.add(interest, undefined);
		this.#hidden = change.hidden ?? this.#hidden;
		this.#sendAttention(change);
	}

	/**
	 * Confirms a batch once it is on screen.
	 *
	 * @param paintLagMs paint time − arrival, ms.
	 */
	ack(seq: number, paintLagMs: number): void {
		this.#channel.send("ack", { seq, paint_lag_ms: paintLagMs });
	}

	/** Reports how the viewer's machine copes. */
	clientHealth(report: ClientHealth): void {
		this.#channel.send("client_health", report);
	}

	/** Calls back with each batch of samples; the answer ends that. */
	onBatch(callback: (batch: ViewerBatch<E>) => void): () => void {
		return this.#batches.add(callback);
	}

	/** Calls back with all sensors after each join, and then with what changes; the answer ends that. */
	onDirectory(callback: (update: DirectoryUpdate) => void): () => void {
		return this.#channel.on("directory", (payload) => callback(payload as DirectoryUpdate));
	}

	/** Ends the session at the server; its sets stay for a later `open`. */
	close(): Promise<void> {
		return this.#channel.leave();
	}

	/** A binary frame is decoded once for all who want it. */
	#receive(payload: unknown): void {
		const batch = payload instanceof Uint8Array ? this.#announced.decode(payload) : payload;
		this.#streams.receive(batch);
		this.#batches.emit(batch as ViewerBatch<E>);
	}

	/** A refusal of these reaches the caller through the channel's `onRefused`. */
	#restore(): void {
		this.#announced.clear();
		this.#streams.rejoined();
		for (const { value, items } of this.#subscriptions.groups(CLIENT_LIMITS.viewerChanges)) {
			this.#channel.send("subscribe", subscribePayload(items, value));
		}
		if (this.#hidden) this.#sendAttention({ hidden: true });
		for (const { items } of this.#interests.groups(CLIENT_LIMITS.viewerChanges)) {
			this.#sendAttention({ add: items });
		}
	}

	#sendAttention(change: AttentionChange): void {
		this.#epoch += 1;
		this.#channel.send("attention", {
			epoch: this.#epoch,
			add: change.add ?? [],
			remove: change.remove ?? [],
			...(change.hidden === undefined ? {} : { hidden: change.hidden }),
		});
	}
}

function subscribePayload(subscriptions: readonly Subscription[], seedMs: number | undefined): unknown {
	return { subscriptions, ...(seedMs === undefined ? {} : { seed_ms: seedMs }) };
}
