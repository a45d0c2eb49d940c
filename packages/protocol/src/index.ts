export * from "./alert.ts";
export * from "./attribute-update.ts";
export * from "./backpressure.ts";
export * from "./binary-frames.ts";
export type {
	AttributeType,
	Delivery,
	Field,
	Shape,
	State,
	Tile,
} from "./catalogue/attribute-type.ts";
export * from "./catalogue/catalogue.ts";
export { EVENT_INTERVAL_MS } from "./catalogue/define.ts";
export { expand } from "./catalogue/expand.ts";
export { inferAttributeType } from "./catalogue/infer.ts";
export { normalise, type Sample } from "./catalogue/normalise.ts";
export { present } from "./catalogue/present.ts";
export * from "./connector-join.ts";
export type * from "./dashboard.ts";
export * from "./delivery.ts";
export * from "./delta.ts";
export * from "./directory.ts";
export * from "./errors.ts";
export * from "./frames.ts";
export * from "./history-gap.ts";
export { isAttributeId, isEntityId, readText } from "./ids.ts";
export * from "./json.ts";
export { hashLease } from "./lease-hash.ts";
export * from "./limits.ts";
export * from "./measurement.ts";
export * from "./measurement-columns.ts";
export { type PayloadProblem, payloadProblem } from "./payload-size.ts";
export * from "./screen-columns.ts";
export * from "./sensor-attributes.ts";
export {
	isRefusal,
	type JoinRefusal,
	PROVENANCES,
	type Provenance,
	readSensorJoin,
	type SensorJoin,
} from "./sensor-join.ts";
export * from "./sensor-summary.ts";
export * from "./shorthand.ts";
export { ByteWriter } from "./stream/byte-writer.ts";
export { decodeStreamFrame } from "./stream/decode-stream-frame.ts";
export {
	type BlockInput,
	encodeNumbers,
	encodeStructured,
	type NumericValues,
} from "./stream/encode-block.ts";
export {
	FRAME_SEED,
	GAP_REASONS,
	type GapReason,
	gapFlags,
	STREAM_FORMAT,
	type StreamAnnouncement,
	type StreamBlock,
	type StreamFrame,
} from "./stream/stream-frame.ts";
export * from "./synchrony.ts";
export * from "./topics.ts";
export * from "./viewer.ts";
export * from "./viewer-requests.ts";
