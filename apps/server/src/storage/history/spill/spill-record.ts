import { crc32 } from "node:zlib";
import type { SensorDescriptor, SeriesDescriptor } from "../descriptors.ts";
import type { SealedRow } from "../flush.ts";
import type { SensorHandle } from "../sensor-handle.ts";
import type { SeriesHandle } from "../series-handle.ts";

/** Names the write a group of rows was taken from: when that write did reach the database, the rows must not. */
export interface FlushOrigin {
	readonly writerId: string;
	readonly shard: number;
	readonly flushId: number;
}

/** The last batch of a device session whose samples are all in this group or before it. */
export interface SpilledSession {
	readonly sensor: SensorHandle;
	readonly session: string;
	readonly seq: number;
}

/** What goes to the file together, so that it is applied together or not at all. */
export interface SpillGroup {
	readonly rows: readonly SealedRow[];
	readonly sessions: readonly SpilledSession[];
	readonly origin?: FlushOrigin | undefined;
}

/** Finds the handle of a sensor or series that a record describes. */
export interface HandleDirectory {
	sensor(descriptor: SensorDescriptor): SensorHandle;
	series(sensor: SensorHandle, descriptor: SeriesDescriptor): SeriesHandle;
}

/** What stands before each record. */
export interface RecordHeader {
	/** Counts the records of a segment from 0; it stays when others are lost. */
	readonly number: number;
	/** Bytes of the payload. */
	readonly length: number;
	readonly samples: number;
	/** Those of them that belong to waveforms. */
	readonly waveformSamples: number;
	/** CRC-32 of the payload. */
	readonly checksum: number;
}

interface RowIndex {
	series: number;
	t0: number;
	samples: number;
	waveform: boolean;
	length: number;
}

interface RecordIndex {
	sensors: SensorDescriptor[];
	series: { sensor: number; descriptor: SeriesDescriptor }[];
	rows: RowIndex[];
	sessions: { sensor: number; session: string; seq: number }[];
	origin?: FlushOrigin | undefined;
}

/** Begins every record, so that the next one is found behind a damaged one. */
export const RECORD_MAGIC = Buffer.from("SPL\x01", "latin1");
/** Magic, number, length, samples, waveform samples, checksum of the payload, checksum of the header. */
export const HEADER_BYTES = 28;

/** Encodes a group as one record: the header, an index in JSON, then the rows as they are. */
export function encodeRecord(number: number, group: SpillGroup): Buffer[] {
	const sensors = new Map<SensorHandle, number>();
	const series = new Map<SeriesHandle, number>();
	const place = <T>(map: Map<T, number>, key: T) => {
		const known = map.get(key);
		if (known === undefined) map.set(key, map.size);
		return known ?? map.size - 1;
	};
	const rows = group.rows.map((row) => {
		place(sensors, row.series.sensor);
		const { bytes, samples, t0, waveform } = row;
		return { series: place(series, row.series), t0, samples, waveform, length: bytes.length };
	});
	const sessions = group.sessions.map(({ sensor, session, seq }) => ({
		...{ sensor: place(sensors, sensor), session, seq },
	}));
	return assemble(
		number,
		{
			sensors: [...sensors.keys()].map(({ descriptor }) => descriptor),
			series: [...series.keys()].map(({ sensor, descriptor }) => ({
				...{ sensor: sensors.get(sensor)!, descriptor },
			})),
			...{ rows, sessions, origin: group.origin },
		},
		group.rows.map(({ bytes }) => bytes),
	);
}

/** Decodes a payload whose checksum has been compared. */
export function decodeRecord(payload: Buffer, handles: HandleDirectory): SpillGroup {
	const { index, from } = readIndex(payload);
	const sensors = index.sensors.map((descriptor) => handles.sensor(descriptor));
	const series = index.series.map(({ sensor, descriptor }) => handles.series(sensors[sensor]!, descriptor));
	let at = from;
	const rows = index.rows.map(({ series: position, t0, samples, waveform, length }) => {
		const bytes = payload.subarray(at, at + length);
		at += length;
		return { series: series[position]!, t0, samples, waveform, bytes, ordinal: 0 };
	});
	const sessions = index.sessions.map(({ sensor, session, seq }) => ({
		...{ sensor: sensors[sensor]!, session, seq },
	}));
	return { rows, sessions, origin: index.origin };
}

/** The same record without the rows of waveforms. */
export function withoutWaveforms(number: number, payload: Buffer): Buffer[] {
	const { index, from } = readIndex(payload);
	const kept: Buffer[] = [];
	let at = from;
	for (const { waveform, length } of index.rows) {
		if (!waveform) kept.push(payload.subarray(at, at + length));
		at += length;
	}
	return assemble(number, { ...index, rows: index.rows.filter(({ waveform }) => !waveform) }, kept);
}

/** Reads the header that begins at `at`; `undefined` when there is none that its checksum confirms. */
export function readHeader(bytes: Buffer, at: number): RecordHeader | undefined {
	if (at + HEADER_BYTES > bytes.length) return undefined;
	const header = bytes.subarray(at, at + HEADER_BYTES);
	if (!header.subarray(0, 4).equals(RECORD_MAGIC)) return undefined;
	if (crc32(header.subarray(0, HEADER_BYTES - 4)) !== header.readUInt32LE(HEADER_BYTES - 4)) return undefined;
	return {
		number: header.readUInt32LE(4),
		length: header.readUInt32LE(8),
		samples: header.readUInt32LE(12),
		waveformSamples: header.readUInt32LE(16),
		checksum: header.readUInt32LE(20),
	};
}

function readIndex(payload: Buffer): { index: RecordIndex; from: number } {
	const from = 4 + payload.readUInt32LE(0);
	return { index: JSON.parse(payload.toString("utf8", 4, from)) as RecordIndex, from };
}

function assemble(number: number, index: RecordIndex, rows: readonly Buffer[]): Buffer[] {
	const text = Buffer.from(JSON.stringify(index), "utf8");
	const size = Buffer.alloc(4);
	size.writeUInt32LE(text.length);
	const body = [size, text, ...rows];
	const total = (of: (row: RowIndex) => number) => index.rows.reduce((sum, row) => sum + of(row), 0);
	const header = Buffer.alloc(HEADER_BYTES);
	RECORD_MAGIC.copy(header);
	header.writeUInt32LE(number, 4);
	header.writeUInt32LE(
		body.reduce((sum, part) => sum + part.length, 0),
		8,
	);
	header.writeUInt32LE(
		total((row) => row.samples),
		12,
	);
	header.writeUInt32LE(
		total((row) => (row.waveform ? row.samples : 0)),
		16,
	);
	header.writeUInt32LE(
		body.reduce((sum, part) => crc32(part, sum), 0),
		20,
	);
	header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
	return [header, ...body];
}
