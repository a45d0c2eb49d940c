import {
	type AlertUpdate,
	type DeliveryNotice,
	type DirectoryMode,
	type Message,
	readAck,
	readAttention,
	readClientHealth,
	readDelivery,
	readSubscribe,
	readSynchronyWatch,
	SensoctoError,
	type Subscription,
} from "@sensocto/protocol";
import type { Ref, Timer } from "@sensocto/supervision";
import type { AlertListener, Alerts } from "../../../domain/alerts/alerts.ts";
import { Viewing, type ViewingContext } from "../../../domain/attention/viewing.ts";
import type { Encoding } from "../../../domain/delivery/stream-codec.ts";
import type { StreamTopic } from "../../../domain/delivery/stream-topic.ts";
import type { ViewerSink } from "../../../domain/delivery/viewer.ts";
import type { DirectoryListener, SensorsStateAgent } from "../../../domain/sensors/sensors-state-agent.ts";
import type { SynchronyWatches } from "../../../domain/synchrony/synchrony-watches.ts";
import { SynchronyWatching } from "../../../domain/synchrony/synchrony-watching.ts";
import type { ViewerMetrics } from "../../../infrastructure/viewer-metrics.ts";
import { type Channel, type ChannelReply, type ChannelSocket, ok, refuse } from "../channel.ts";
import { CatchUpFeed } from "./catch-up-feed.ts";
import { DirectoryFeed } from "./directory-feed.ts";
import { answerPing } from "./ping-and-shout.ts";
import { StreamAnnouncements } from "./stream-announcements.ts";

/** What viewer channels work with. */
export interface ViewerChannelContext extends ViewingContext {
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
	readonly directory: Ref<SensorsStateAgent>;
	/** Channels that follow the directory. */
	readonly directoryListeners: Set<DirectoryListener>;
	readonly alerts: Alerts;
	readonly synchrony: SynchronyWatches;
	readonly metrics: Ref<ViewerMetrics>;
}

/** Alerts a viewer is told when it joins, and again after it missed some. */
const ALERTS_AT_JOIN = 50;

/** Bytes a viewer may leave unread before it misses readings of synchrony: the next one says all that the missed did. */
const SYNCHRONY_UNREAD_BYTES = 262_144;

/** Time between two pings to a viewer whose page is hidden, in ms. */
const PING_MS = 25_000;

/** The channel of one signed-in viewer: what it watches, how it attends, and the frames it gets. */
export class ViewerChannel implements Channel, ViewerSink {
	readonly #socket: ChannelSocket;
	readonly #context: ViewerChannelContext;
	readonly #viewing: Viewing;
	readonly #synchrony: SynchronyWatching;
	readonly #announcements: StreamAnnouncements;
	readonly #alerts: CatchUpFeed<string>;
	readonly #alert: AlertListener = (json) => this.#alerts.tell(json);
	/** How it follows the directory, or null. */
	#follow: DirectoryFeed | null = null;
	#lobbyOpen = false;
	#pings: Timer | undefined;

	constructor(socket: ChannelSocket, context: ViewerChannelContext, encoding: Encoding) {
		this.#socket = socket;
		this.#context = context;
		this.#viewing = new Viewing(context, this, encoding);
		this.#synchrony = new SynchronyWatching(context.synchrony, (json) => {
			if (this.bufferedBytes <= SYNCHRONY_UNREAD_BYTES) socket.pushJson("synchrony", json);
		});
		const unreadBytes = () => this.bufferedBytes;
		this.#alerts = new CatchUpFeed({
			push: (json) => socket.pushJson("alert", json),
			...{ unreadBytes, whole: () => this.#lastAlerts() },
		});
		this.#announcements = new StreamAnnouncements({
			...{ epoch: context.epoch, unreadBytes },
			push: (announcement) => socket.push("streams", announcement),
		});
	}

	get bufferedBytes(): number {
		return this.#socket.connection.bufferedBytes;
	}

	sendBatch(head: string, body: Buffer): void {
		this.#socket.pushShared("sensor_batch", head, body);
	}

	sendBinary(head: Uint8Array, body: Buffer): void {
		this.#announcements.catchUp();
		this.#socket.pushBinary("sensor_batch", head, body);
	}

	announce(topics: readonly StreamTopic[]): void {
		this.#announcements.tell(topics);
	}

	delivery(notice: DeliveryNotice): void {
		this.#socket.push("delivery", notice);
	}

	/** The join's reply is on its way: the directory and the first subscriptions follow. */
	joined(directory: DirectoryMode, subscriptions: readonly Subscription[]): void {
		if (directory !== false) {
			this.#openLobby(true);
			this.#follow = new DirectoryFeed(directory, {
				push: (fields) => this.#socket.pushShared("directory", "", fields),
				unreadBytes: () => this.bufferedBytes,
				whole: () => this.#context.directory.peek()?.whole(),
			});
			this.#follow.begin(this.#context.directory.get().follow(this.#follow));
			this.#followAlerts();
		}
		if (subscriptions.length > 0) this.#viewing.subscribe(subscriptions, 0);
	}

	receive(message: Message): ChannelReply | null {
		this.#follow?.catchUp();
		this.#alerts.catchUp();
		switch (message.event) {
			case "subscribe":
				return this.#subscribe(message);
			case "unsubscribe":
				return this.#unsubscribe(message.payload);
			case "attention":
				return this.#attention(message.payload);
			case "ack":
				return this.#ack(message.payload);
			case "delivery":
				return this.#delivery(message.payload);
			case "synchrony":
				return this.#watchSynchrony(message.payload);
			case "client_health":
				return this.#health(message.payload);
			case "ping":
				return answerPing(message.payload);
			default:
				return null;
		}
	}

	left(): void {
		if (this.#follow !== null) {
			this.#context.directory.peek()?.unfollow(this.#follow);
			this.#context.directoryListeners.delete(this.#follow);
			this.#context.alerts.listeners.delete(this.#alert);
			this.#openLobby(false);
		}
		this.#keepAlive(false);
		this.#synchrony.close();
		this.#viewing.close();
	}

	/** The list of all sensors came into sight, or left it: behind a hidden page nobody sees it. */
	#openLobby(open: boolean): void {
		if (open === this.#lobbyOpen) return;
		this.#lobbyOpen = open;
		this.#context.attention.lobby(open ? 1 : -1);
	}

	/** The last alerts, if there are any, then each new one. */
	#followAlerts(): void {
		const { alerts } = this.#context;
		alerts.listeners.add(this.#alert);
		if (alerts.last(1).length > 0) this.#alerts.begin(this.#lastAlerts());
	}

	#lastAlerts(): string {
		const update: AlertUpdate = { full: true, alerts: this.#context.alerts.last(ALERTS_AT_JOIN) };
		return JSON.stringify(update);
	}

	/**
	 * A hidden page's own heartbeats may come only once a minute, since browsers slow its timers down; its answers to pings
	 * come at once and keep the connection from counting as silent.
	 */
	#keepAlive(hidden: boolean): void {
		const { clock } = this.#context;
		clock.clearInterval(this.#pings);
		this.#pings = hidden
			? clock.setInterval(() => this.#socket.connection.ping(() => {}), PING_MS)
			: undefined;
	}

	/** The answer leaves before the seed does. */
	#subscribe({ payload, ref }: Message): ChannelReply | null {
		const request = readSubscribe(payload);
		if ("reason" in request) return refuse(new SensoctoError(request.reason as "invalid_subscription"));
		const admitted = this.#viewing.subscribe(request.subscriptions, request.seedMs, (count) =>
			this.#socket.reply(ref, ok({ count })),
		);
		return admitted ? null : refuse(new SensoctoError("too_many_subscriptions"));
	}

	#unsubscribe(payload: unknown): ChannelReply {
		const request = readSubscribe(payload);
		if ("reason" in request) return refuse(new SensoctoError(request.reason as "invalid_subscription"));
		return ok({ count: this.#viewing.unsubscribe(request.subscriptions) });
	}

	#attention(payload: unknown): ChannelReply {
		const update = readAttention(payload);
		if ("reason" in update) return refuse(new SensoctoError(update.reason as "invalid_attention"));
		const taken = this.#viewing.attend(update);
		if (taken === "too many") return refuse(new SensoctoError("too_many_leases"));
		if (update.hidden !== undefined) {
			this.#keepAlive(update.hidden);
			if (this.#follow !== null) this.#openLobby(!update.hidden);
		}
		return ok(taken === "resync" ? { resync: true } : {});
	}

	#delivery(payload: unknown): ChannelReply {
		const request = readDelivery(payload);
		if ("reason" in request) return refuse(new SensoctoError(request.reason));
		this.#viewing.choose(request.choose);
		return ok();
	}

	#watchSynchrony(payload: unknown): ChannelReply {
		const request = readSynchronyWatch(payload);
		if ("reason" in request) return refuse(new SensoctoError(request.reason));
		return this.#synchrony.replace(request) ? ok() : refuse(new SensoctoError("too_many_groups"));
	}

	#ack(payload: unknown): null {
		const ack = readAck(payload);
		if ("reason" in ack) return null;
		this.#viewing.heard();
		this.#viewing.acked(ack);
		this.#context.metrics.peek()?.painted(ack.paintLagMs);
		return null;
	}

	#health(payload: unknown): null {
		const health = readClientHealth(payload);
		if ("reason" in health) return null;
		this.#viewing.heard(health);
		if (health.fps !== undefined) this.#context.metrics.peek()?.frameRate(health.fps);
		return null;
	}
}
