export { Channel, type ChannelState } from "./channel.ts";
export { type ClientClock, systemClock } from "./client-clock.ts";
export { CLIENT_LIMITS } from "./client-limits.ts";
export type { WebSocketConstructor, WebSocketLike } from "./connection.ts";
export type { DurableState, DurableStorage } from "./durable/durable-state.ts";
export { type DurableOptions, DurableStream } from "./durable/durable-stream.ts";
export type { LostSamples } from "./durable/loss-report.ts";
export type { Interest } from "./lease-set.ts";
export type { AttributeDescription, SensorIdentity } from "./sensor-identity.ts";
export { SensorStream } from "./sensor-stream.ts";
export { SensoctoSocket, type SocketOptions, type SocketState, type SocketStateDetail } from "./socket.ts";
export type { BinaryBatch, BinaryBlock } from "./viewer/announced-streams.ts";
export type { SampleBlock } from "./viewer/sample-block.ts";
export type { StreamOptions } from "./viewer/sample-stream.ts";
export {
	type AttentionChange,
	type ViewerBatch,
	type ViewerOptions,
	ViewerSession,
} from "./viewer-session.ts";
