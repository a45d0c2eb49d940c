import {
	type AttentionReply,
	type ClientHealth,
	type ColumnsBatch,
	type DeliveryChoice,
	type DeliveryNotice,
	type DirectoryUpdate,
	LIMITS,
	type RowsBatch,
	type StreamAnnouncement,
	type Subscription,
	type SynchronyUpdate,
	type SynchronyWatch,
	type ViewerEncoding,
	type ViewerJoined,
} from "@sensocto/protocol";
import type { Channel } from "./channel.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { InterestSet } from "./interest-set.ts";
import { LeaseHeartbeat } from "./lease-heartbeat.ts";
import { type Interest, LeaseSet } from "./lease-set.ts";
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
	/**
	 * Whether the server keeps this viewer informed about all sensors: by whole summaries of what changed, or with
	 * `changes` by what differs (see `applySensorChange`), which takes a tenth of the bytes.
	 */
	directory?: boolean | "changes";
}

/** The batch a viewer gets for its encoding. */
export type ViewerBatch<E extends ViewerEncoding> = E extends "columns"
	? ColumnsBatch
	: E extends "binary"
		? BinaryBatch
		: RowsBatch;

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
 * 3. Every 20 s a heartbeat with the hash of the leases keeps them; where the server holds others it gets them whole.
 */
export class ViewerSession<E extends ViewerEncoding = "rows"> {
	readonly #channel: Channel;
	readonly #subscriptions = new InterestSet<Subscription, number | undefined>();
	readonly #leases = new LeaseSet();
	readonly #streams: SampleStreams;
	readonly #announced = new AnnouncedStreams();
	readonly #batches: Listeners<[batch: ViewerBatch<E>]>;
	/** What the server should know of this viewer's device, gathered from all reports. */
	#health: ClientHealth = {};
	#choice: DeliveryChoice = "auto";
	#synchrony: SynchronyWatch | undefined;
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
		new LeaseHeartbeat(this.#channel, socket.clock, () => this.#beat());
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
		// As the server takes them: what is both added and removed is gone.
		for (const interest of change.add ?? []) this.#leases.add(interest);
		for (const interest of change.remove ?? []) this.#leases.delete(interest);
		this.#hidden = change.hidden ?? this.#hidden;
		this.#sendAttention(change);
	}

	/**
	 * Confirms a batch once it is on screen.
	 *
	 * @param paintLagMs paint time − arrival, ms.
	 * @param heldMs time since its arrival, ms, when it was painted a while ago: acknowledgements may be gathered.
	 */
	ack(seq: number, paintLagMs: number, heldMs?: number): void {
		this.#channel.send("ack", {
			seq,
			paint_lag_ms: paintLagMs,
			...(heldMs !== undefined && { held_ms: heldMs }),
		});
	}

	/** Chooses how fast to be served, in place of what the connection allows; kept over reconnections. */
	choose(choice: DeliveryChoice): void {
		this.#choice = choice;
		this.#channel.send("delivery", { choose: choice });
	}

	/** Calls back when this viewer is served at another pace than before, with the reason; the answer ends that. */
	onDelivery(callback: (notice: DeliveryNotice) => void): () => void {
		return this.#channel.on("delivery", (payload) => callback(payload as DeliveryNotice));
	}

	/** Reports how the viewer's machine copes; its battery and its wish to save data bound what its leases ask for. */
	clientHealth(report: ClientHealth): void {
		const { batteryCharging, batteryLevel, saveData } = report;
		this.#health = {
			...this.#health,
			...(batteryCharging !== undefined && { batteryCharging }),
			...(batteryLevel !== undefined && { batteryLevel }),
			...(saveData !== undefined && { saveData }),
		};
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

	/**
	 * Calls back twice a second with how closely a group of people keeps step, for each kind watched.
	 *
	 * One watch at a time: a later one takes its place. A refusal reaches the channel's `onRefused`.
	 *
	 * @returns a function that ends it.
	 */
	watchSynchrony(watch: SynchronyWatch, callback: (update: SynchronyUpdate) => void): () => void {
		this.#synchrony = watch;
		this.#channel.send("synchrony", watch);
		const off = this.#channel.on("synchrony", (payload) => callback(payload as SynchronyUpdate));
		return () => {
			off();
			if (this.#synchrony !== watch) return;
			this.#synchrony = undefined;
			this.#channel.send("synchrony", { kinds: [] });
		};
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
		if (this.#choice !== "auto") this.#channel.send("delivery", { choose: this.#choice });
		if (Object.keys(this.#health).length > 0) this.#channel.send("client_health", this.#health);
		for (const { value, items } of this.#subscriptions.groups(CLIENT_LIMITS.viewerChanges)) {
			this.#channel.send("subscribe", subscribePayload(items, value));
		}
		if (this.#leases.size > 0 || this.#hidden) this.#sendLeases();
		if (this.#synchrony !== undefined) this.#channel.send("synchrony", this.#synchrony);
	}

	/** The whole set in one message, so that no sensor dips while it is replaced. */
	#sendLeases(): void {
		const add = this.#leases.items().slice(0, LIMITS.leasesPerViewer);
		this.#sendAttention({ add, ...(this.#hidden && { hidden: true }) }, { full: true });
	}

	#sendAttention({ add = [], hidden, remove = [] }: AttentionChange, more: { full?: true } = {}): void {
		this.#epoch += 1;
		const change = { epoch: this.#epoch, add, remove, ...(hidden !== undefined && { hidden }), ...more };
		this.#channel.send("attention", change);
	}

	/** A viewer that has never told its attention has nothing to keep. */
	#beat(): void {
		if (this.#epoch === 0) return;
		this.#epoch += 1;
		// A set that is too large for the server differs from what it holds in any case.
		const hash = this.#leases.size <= LIMITS.leasesPerViewer && { hash: this.#leases.hash };
		this.#channel.push("attention", { epoch: this.#epoch, heartbeat: true, ...hash }).then(
			(reply) => {
				if ((reply as AttentionReply | null)?.resync) this.#sendLeases();
			},
			// No answer: the connection is lost, and the next join gives the server everything.
			() => {},
		);
	}
}

function subscribePayload(subscriptions: readonly Subscription[], seedMs: number | undefined): unknown {
	return { subscriptions, ...(seedMs === undefined ? {} : { seed_ms: seedMs }) };
}
