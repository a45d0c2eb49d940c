import type { Columns, Measurement, SensorSummary } from "@sensocto/protocol";
import type { Channel } from "./channel.ts";
import { type Interest, InterestSet, type ViewerSubscription } from "./interest-set.ts";
import type { SensoctoSocket } from "./socket.ts";

export interface ViewerOptions {
	/** Names this viewer, unique per open page. */
	viewId: string;
	/** Shape of the batches; `"rows"` by default. */
	encoding?: "rows" | "columns";
	/** Whether the server keeps this viewer informed about all sensors. */
	directory?: boolean;
}

/** The columns of one attribute in a batch: see the viewer channel's reference. */
export type AttributeColumns = Columns & { arrived: number; gap?: { reason: string } };

/** Samples pushed to a viewer. `columns` with the encoding of that name, `batch` with `"rows"`. */
export interface ViewerBatch {
	seq?: number;
	server_time?: number;
	/** True for samples from the server's memory that precede the live ones. */
	seed?: true;
	columns?: Record<string, Record<string, AttributeColumns>>;
	batch?: Record<string, Record<string, Measurement | Measurement[]>>;
}

/** Change of the set of known sensors; with `full`, the whole set. */
export interface DirectoryUpdate {
	full?: true;
	sensors: SensorSummary[];
	removed: string[];
}

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
export class ViewerSession {
	readonly #channel: Channel;
	readonly #subscriptions = new InterestSet<ViewerSubscription, number | undefined>();
	readonly #interests = new InterestSet<Interest>();
	#hidden = false;
	#epoch = 0;

	/** @param socket the connection to use; the session neither opens nor closes it. */
	constructor(socket: SensoctoSocket, options: ViewerOptions) {
		this.#channel = socket.channel(`viewer:${options.viewId}`, {
			encoding: options.encoding ?? "rows",
			directory: options.directory ?? false,
		});
		this.#channel.onJoin(() => this.#restore());
	}

	/** The channel underneath, for its state and for refusals. */
	get channel(): Channel {
		return this.#channel;
	}

	/**
	 * Joins the viewer's channel and answers the server's `{view_id, server_time}`.
	 *
	 * @throws SensoctoError (as rejection) when the server refuses the viewer.
	 */
	async open(): Promise<{ view_id: string; server_time: number }> {
		return (await this.#channel.join()) as { view_id: string; server_time: number };
	}

	/**
	 * Asks for the samples of these sensors; without a connection, as soon as there is one.
	 *
	 * @param options `seedMs`: how far back the samples start that the server still has in memory, in ms.
	 * @throws SensoctoError (as rejection) when the server refuses.
	 */
	async subscribe(
		subscriptions: readonly ViewerSubscription[],
		options: { seedMs?: number } = {},
	): Promise<void> {
		for (const subscription of subscriptions) this.#subscriptions.add(subscription, options.seedMs);
		if (this.#channel.state === "joined") await this.#askFor(subscriptions, options.seedMs);
	}

	/** @throws SensoctoError (as rejection) when the server refuses. */
	async unsubscribe(subscriptions: readonly ViewerSubscription[]): Promise<void> {
		for (const subscription of subscriptions) this.#subscriptions.delete(subscription);
		if (this.#channel.state === "joined") await this.#channel.push("unsubscribe", { subscriptions });
	}

	/** Tells the server what changed in what this viewer looks at. */
	attention(change: AttentionChange): void {
		for (const interest of change.add ?? []) this.#interests.add(interest, undefined);
		for (const interest of change.remove ?? []) this.#interests.delete(interest);
		this.#hidden = change.hidden ?? this.#hidden;
		this.#sendAttention(change.add ?? [], change.remove ?? [], change.hidden);
	}

	/** Confirms a batch once it is on screen. @param paintLagMs paint time − arrival, ms. */
	ack(seq: number, paintLagMs: number): void {
		this.#channel.send("ack", { seq, paint_lag_ms: paintLagMs });
	}

	/** Reports how the viewer's machine copes; fields as in the protocol's `client_health`. */
	clientHealth(report: Readonly<Record<string, unknown>>): void {
		this.#channel.send("client_health", report);
	}

	onBatch(callback: (batch: ViewerBatch) => void): () => void {
		return this.#channel.on("sensor_batch", (payload) => callback(payload as ViewerBatch));
	}

	onDirectory(callback: (update: DirectoryUpdate) => void): () => void {
		return this.#channel.on("directory", (payload) => callback(payload as DirectoryUpdate));
	}

	/** Ends the session at the server; its sets stay for a later `open`. */
	close(): Promise<void> {
		return this.#channel.leave();
	}

	#restore(): void {
		for (const [seedMs, subscriptions] of this.#subscriptions.byValue()) {
			// A refusal reaches the caller through the channel's `onRefused`.
			const payload = subscribePayload(subscriptions, seedMs);
			this.#channel.send("subscribe", payload);
		}
		if (this.#interests.size > 0 || this.#hidden) {
			this.#sendAttention(this.#interests.items(), [], this.#hidden);
		}
	}

	async #askFor(subscriptions: readonly ViewerSubscription[], seedMs: number | undefined): Promise<void> {
		await this.#channel.push("subscribe", subscribePayload(subscriptions, seedMs));
	}

	#sendAttention(add: readonly Interest[], remove: readonly Interest[], hidden: boolean | undefined): void {
		this.#epoch += 1;
		this.#channel.send("attention", {
			epoch: this.#epoch,
			add,
			remove,
			...(hidden === undefined ? {} : { hidden }),
		});
	}
}

function subscribePayload(subscriptions: readonly ViewerSubscription[], seedMs: number | undefined): unknown {
	return { subscriptions, ...(seedMs === undefined ? {} : { seed_ms: seedMs }) };
}
