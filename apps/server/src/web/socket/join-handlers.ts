import {
	isRefusal,
	LIMITS,
	readConnectorJoin,
	readSensorJoin,
	readViewerJoin,
	SensoctoError,
	type Topic,
} from "@sensocto/protocol";
import type { Authenticator } from "../../accounts/authenticator.ts";
import type { ViewerTokens } from "../../accounts/viewer-tokens.ts";
import type { HistoryRecorder } from "../../domain/sensors/history-recorder.ts";
import type { ChannelSocket, JoinHandler, JoinOutcome } from "./channel.ts";
import { ConnectorChannel } from "./channels/connector-channel.ts";
import { LegacyViewerChannel } from "./channels/legacy-viewer-channel.ts";
import { ReceiverChannel } from "./channels/receiver-channel.ts";
import { SensorChannel, type SensorChannelContext } from "./channels/sensor-channel.ts";
import { ViewerChannel, type ViewerChannelContext } from "./channels/viewer-channel.ts";
import { DeviceSessions } from "./device-sessions.ts";
import { DurableBatches } from "./durable-batches.ts";

/** What opening channels needs. */
export interface JoinContext extends SensorChannelContext, ViewerChannelContext {
	readonly authenticator: Authenticator;
	readonly viewerTokens: ViewerTokens;
	readonly history: HistoryRecorder;
}

/** Opens channels: one handler per kind of topic. */
export class JoinHandlers {
	readonly #context: JoinContext;
	readonly #sessions = new DeviceSessions();

	constructor(context: JoinContext) {
		this.#context = context;
	}

	/** Who opens channels on a topic; undefined when no channel matches it. */
	of(topic: Topic): JoinHandler | undefined {
		switch (topic.kind) {
			case "sensor":
				return (socket, params) => this.#sensor(socket, params);
			case "connector":
				return (socket, params) => this.#connector(socket, params);
			case "viewer":
				return (socket, params) => this.#viewer(socket, params);
			case "viewer_data":
				return (socket) => this.#legacyViewer(socket);
			case "lvntest":
				return (socket) => this.#test(socket);
			case "phoenix":
			case "unknown":
				return undefined;
		}
	}

	#test(socket: ChannelSocket): JoinOutcome {
		if (!this.#context.authenticator.mayWatch(socket.connection.identity))
			return new SensoctoError("unauthorized");
		return { channel: new ConnectorChannel(socket) };
	}

	async #connector(socket: ChannelSocket, params: unknown): Promise<JoinOutcome> {
		const join = readConnectorJoin(socket.topic.id, params);
		if (isRefusal(join)) return refused(join.reason);
		const { authenticator } = this.#context;
		if (!(await authenticator.mayFeed(socket.connection.identity, join.bearerToken)))
			return new SensoctoError("unauthorized");
		socket.connection.family = join.connectorType.toLowerCase();
		return { channel: new ConnectorChannel(socket) };
	}

	async #sensor(socket: ChannelSocket, params: unknown): Promise<JoinOutcome> {
		const join = readSensorJoin(socket.topic.id, params);
		if (isRefusal(join)) return refused(join.reason);
		const { authenticator, history, sensors } = this.#context;
		if (!(await authenticator.mayFeed(socket.connection.identity, join.bearerToken)))
			return new SensoctoError("unauthorized");
		if (join.receiver) {
			const receiver = new ReceiverChannel(socket, this.#context);
			return { channel: receiver, joined: () => receiver.joined() };
		}
		const turn = join.session === undefined ? null : this.#sessions.begin(join.sensorId, join.session);
		try {
			const lastSeq = join.session === undefined ? 0 : await history.lastSeq(join.sensorId, join.session);
			const durable =
				turn &&
				new DurableBatches(socket, join.session!, turn, lastSeq, {
					barrier: (name, seq, done) => channel.barrier(name, seq, done),
				});
			const channel = new SensorChannel(socket, this.#context, durable);
			const connectorType = join.connectorType ?? socket.connection.family ?? undefined;
			channel.opened(await sensors.get().attach({ ...join, connectorType }, channel));
			const response = { ...(turn && { last_seq: lastSeq }), ...(join.columns && { columns: true }) };
			return { channel, response, joined: () => channel.joined() };
		} catch (error) {
			turn?.end();
			throw error;
		}
	}

	#viewer(socket: ChannelSocket, params: unknown): JoinOutcome {
		if (!this.#context.authenticator.mayWatch(socket.connection.identity))
			return new SensoctoError("unauthorized");
		const join = readViewerJoin(params);
		if ("reason" in join) return new SensoctoError(join.reason);
		if (socket.topic.id === "") return new SensoctoError("invalid_topic", { topic: "viewer:" });
		if (Buffer.byteLength(socket.topic.canonical) > LIMITS.topicBytes)
			return new SensoctoError("invalid_topic", { topic: "a longer one" });
		// V1 knows no binary frames.
		const encoding =
			socket.connection.serializer === 1 && join.encoding === "binary" ? "columns" : join.encoding;
		const channel = new ViewerChannel(socket, this.#context, encoding);
		return {
			channel,
			response: { view_id: socket.topic.id, encoding, server_time: this.#context.clock.now(), lobby: {} },
			joined: () => channel.joined(join.directory, join.subscriptions),
		};
	}

	#legacyViewer(socket: ChannelSocket): JoinOutcome {
		const claims = this.#context.viewerTokens.verify(socket.topic.id);
		if (claims === null) return new SensoctoError("unauthorized");
		const allowed = claims.sensors === null ? null : new Set(claims.sensors);
		const channel = new LegacyViewerChannel(socket, this.#context, allowed);
		const shown = () => allowed ?? Array.from(this.#context.registry.values(), (record) => record.id);
		return { channel, joined: () => channel.show(shown()) };
	}
}

function refused(reason: string): SensoctoError {
	return new SensoctoError(reason === "too_many_attributes" ? "too_many_attributes" : "join_crashed", {
		received: "an id that is not the topic's, or that is not 1 to 255 bytes without control characters",
	});
}
