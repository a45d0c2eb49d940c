import { decodeStreamFrame, type StreamAnnouncement, type StreamBlock } from "@sensocto/protocol";

/** Samples of one stream as a binary frame carries them, with the stream's names. */
export interface BinaryBlock extends Omit<StreamBlock, "stream"> {
	readonly sensorId: string;
	readonly attributeId: string;
	/** Numbers per sample. */
	readonly stride: number;
	/** Length in ms of the columns whose least and greatest samples these are; 0 when they are all samples. */
	readonly columnMs: number;
	/** Which count of samples `seq` belongs to; that of all samples is 0. */
	readonly numbering: number;
}

/** A binary frame, decoded. */
export interface BinaryBatch {
	/** Running number of the frame. */
	readonly seq: number;
	/** Server clock, ms since the epoch. */
	readonly serverTime: number;
	/** Whether these are past samples, sent before the live ones. */
	readonly seed: boolean;
	/** Set when samples before those of each block were left out. */
	readonly gap?: { readonly reason: string };
	readonly blocks: readonly BinaryBlock[];
}

/** What the stream numbers of binary frames mean, as the server announces them. */
export class AnnouncedStreams {
	readonly #streams = new Map<number, StreamAnnouncement["streams"][number]>();
	#epoch = 0;

	/** Takes in a `streams` event; a number that is announced again has a new meaning. */
	announce({ epoch, streams }: StreamAnnouncement): void {
		this.#epoch = epoch;
		for (const stream of streams) this.#streams.set(stream.stream, stream);
	}

	/** Forgets everything, as after a reconnection. */
	clear(): void {
		this.#streams.clear();
	}

	/** @throws SensoctoError `malformed_frame` when the bytes are no frame of announced streams. */
	decode(bytes: Uint8Array): BinaryBatch {
		const frame = decodeStreamFrame(bytes, this.#epoch, (stream) => this.#streams.get(stream)?.stride);
		const blocks = frame.blocks.map(({ stream, ...block }) => {
			const { attribute_id, column_ms = 0, numbering = 0, sensor_id, stride } = this.#streams.get(stream)!;
			const names = { sensorId: sensor_id, attributeId: attribute_id };
			return { ...block, ...names, stride, columnMs: column_ms, numbering };
		});
		return { ...frame, blocks };
	}
}
