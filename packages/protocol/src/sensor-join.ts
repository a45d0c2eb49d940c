import { isEntityId, readText } from "./ids.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { type AttributeMap, readAttributes } from "./sensor-attributes.ts";

/** Where the samples of a sensor come from. */
export type Provenance = "real" | "simulated" | "replayed";

/** The provenances a device may declare. */
export const PROVENANCES: readonly Provenance[] = ["real", "simulated", "replayed"];

/** A sensor's introduction, complete: every default is filled in. */
export interface SensorJoin {
	sensorId: string;
	sensorName: string;
	sensorType: string;
	connectorId: string;
	connectorName: string;
	connectorType?: string;
	attributes: AttributeMap;
	/** Hz. */
	samplingRate: number;
	batchSize: number;
	/** Empty when the device sent none. */
	bearerToken: string;
	roomId?: string;
	provenance: Provenance;
	/** Attribution of a recording or another origin, for people. */
	source?: string;
	/** Names a run of the device, so that batches sent again after a reconnect are applied once. */
	session?: string;
	/** May send `measurements_columns`. */
	columns?: true;
	/** Joined only to listen: no sensor is created or changed. */
	receiver: boolean;
}

/** Why a join is refused: the `reason` of its reply. */
export interface JoinRefusal {
	reason: "join crashed" | "too_many_attributes";
}

/** Tells whether reading a join found a refusal. */
export function isRefusal(join: object): join is JoinRefusal {
	return "reason" in join;
}

const DEFAULT_RATE = 10;
const DEFAULT_BATCH = 5;
const CRASHED: JoinRefusal = { reason: "join crashed" };

/**
 * Reads the parameters of a join to `sensocto:sensor:<topicId>`.
 *
 * Missing or unusable values become defaults: name = id, type `generic`, no attributes, 10 Hz, batches of 5, connector
 * `Unknown` with the sensor's own id. Refused are an id that is not the topic's, an impossible id, too many attributes.
 */
export function readSensorJoin(topicId: string, params: unknown): SensorJoin | JoinRefusal {
	if (!isEntityId(topicId)) return CRASHED;
	const input: JsonRecord = isRecord(params) ? params : {};
	if (!namesTopic(input.sensor_id, topicId)) return CRASHED;
	const attributes = readAttributes(input.attributes);
	if (attributes === undefined) return { reason: "too_many_attributes" };
	const connectorType = readText(input.connector_type, LIMITS.nameLength);
	const sensorType = readText(input.sensor_type, LIMITS.nameLength) ?? "generic";
	const join: SensorJoin = {
		sensorId: topicId,
		sensorName: readText(input.sensor_name, LIMITS.nameLength) ?? topicId,
		sensorType,
		connectorId: isEntityId(input.connector_id) ? input.connector_id : topicId,
		connectorName: readText(input.connector_name, LIMITS.nameLength) ?? "Unknown",
		attributes,
		samplingRate: isRate(input.sampling_rate) ? input.sampling_rate : DEFAULT_RATE,
		batchSize: isBatchSize(input.batch_size) ? input.batch_size : DEFAULT_BATCH,
		bearerToken: readToken(input.bearer_token),
		provenance: readProvenance(input.provenance, connectorType),
		receiver: sensorType === "receiver",
	};
	if (connectorType !== undefined) join.connectorType = connectorType;
	if (isEntityId(input.room_id)) join.roomId = input.room_id;
	const source = readText(input.source, LIMITS.sourceLength);
	if (source !== undefined) join.source = source;
	if (isEntityId(input.session)) join.session = input.session;
	if (input.columns === true) join.columns = true;
	return join;
}

/** Tells whether an id in join parameters is absent or the topic's own; a number stands for its text. */
export function namesTopic(id: unknown, topicId: string): boolean {
	return (
		id === undefined || id === null || id === topicId || (typeof id === "number" && String(id) === topicId)
	);
}

/** Reads a bearer token; anything but a text of sensible length counts as none. */
export function readToken(value: unknown): string {
	return typeof value === "string" && value.length <= LIMITS.tokenLength ? value : "";
}

function readProvenance(value: unknown, connectorType: string | undefined): Provenance {
	if (PROVENANCES.includes(value as Provenance)) return value as Provenance;
	return connectorType === "simulator" ? "simulated" : "real";
}

function isRate(value: unknown): value is number {
	return typeof value === "number" && value > 0 && value <= LIMITS.samplingRateHz;
}

function isBatchSize(value: unknown): value is number {
	return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LIMITS.batchMeasurements;
}
