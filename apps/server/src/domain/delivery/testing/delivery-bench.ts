import { type DeliveryNotice, decodeStreamFrame, typeOfAttribute } from "@sensocto/protocol";
import type { Scope } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { Wires } from "../../../bio/wires.ts";
import { Attribute } from "../../sensors/attribute.ts";
import { ByteLedger, NO_LEDGER } from "../../sensors/byte-ledger.ts";
import { DevicePauses } from "../../sensors/device-pauses.ts";
import { TICK_MS } from "../delivery-class.ts";
import { LensRouter } from "../lens-router.ts";
import { type Encoding, streamCodecs } from "../stream-codec.ts";
import type { StreamTopic } from "../stream-topic.ts";
import { SubscriberGroups } from "../subscriber-group.ts";
import { TopicTable } from "../topic-table.ts";
import { Viewer, type ViewerSink } from "../viewer.ts";
import { PACE_STEP_MS } from "../viewer-pace.ts";

/** Reference of the bench's binary times. */
const EPOCH = 900;

/** One stream's part of a frame. */
export interface Received {
	readonly seq: number;
	readonly times: number[];
	/** Why samples before these were left out. */
	readonly gap: string | null;
}

/** A viewer's end of the line: decodes frames and can pretend that its network is stuck. */
export class TestSink implements ViewerSink {
	bufferedBytes = 0;
	/** What each frame adds to them. */
	bytesPerFrame = 0;
	frames = 0;
	/** Of binary frames. */
	bytes = 0;
	/** How the viewer was told to be served, oldest first. */
	readonly notices: DeliveryNotice[] = [];
	readonly received = new Map<string, Received[]>();
	readonly #streams = new Map<number, StreamTopic>();
	readonly #joins = new Map<string, { numbering: number; until: number }>();

	sendBatch(head: string, body: Buffer): void {
		this.frames++;
		this.bufferedBytes += this.bytesPerFrame;
		const payload = JSON.parse(`{${head}${body}}`);
		for (const [sensorId, attributes] of Object.entries<
			Record<string, { seq: number; t0: number; dt: number[]; numbering?: number; gap?: { reason: string } }>
		>(payload.columns)) {
			for (const [attributeId, { dt, gap, numbering = 0, seq, t0 }] of Object.entries(attributes)) {
				const times = dt.map((each) => t0 + each);
				this.#take(sensorId, attributeId, numbering, { seq, times, gap: gap?.reason ?? null });
			}
		}
	}

	delivery(notice: DeliveryNotice): void {
		this.notices.push(notice);
	}

	announce(topics: readonly StreamTopic[]): void {
		for (const topic of topics) this.#streams.set(topic.stream, topic);
	}

	sendBinary(head: Uint8Array, body: Buffer): void {
		this.bytes += head.length + body.length;
		this.frames++;
		this.bufferedBytes += this.bytesPerFrame;
		const strideOf = (stream: number) => this.#streams.get(stream)?.source?.ring.stride;
		const frame = decodeStreamFrame(Buffer.concat([head, body]), EPOCH, strideOf);
		for (const { seq, stream, times } of frame.blocks) {
			const { attributeId, columnMs, sensorId, serial } = this.#streams.get(stream)!;
			const part = { seq, times: [...times], gap: frame.gap?.reason ?? null };
			this.#take(sensorId, attributeId, columnMs === 0 ? 0 : serial, part);
		}
	}

	/** Where another stream of an attribute goes on, what is not later than the last sample is left out. */
	#take(sensorId: string, attributeId: string, numbering: number, { gap, seq, times }: Received): void {
		const key = `${sensorId}/${attributeId}`;
		const join = this.#joins.get(key) ?? { numbering, until: Number.NEGATIVE_INFINITY };
		if (join.numbering !== numbering) join.until = this.times(key).at(-1) ?? Number.NEGATIVE_INFINITY;
		join.numbering = numbering;
		this.#joins.set(key, join);
		const known = times.findIndex((time) => time > join.until);
		if (known < 0) return;
		join.until = Number.NEGATIVE_INFINITY;
		const list = this.received.get(key) ?? [];
		list.push({ seq: seq + known, times: times.slice(known), gap });
		this.received.set(key, list);
	}

	/** All sample times of a stream in the order they came. */
	times(key: string): number[] {
		return (this.received.get(key) ?? []).flatMap(({ times }) => times);
	}

	/** Whether each fragment begins where the one before ended. */
	continuous(key: string): boolean {
		const list = this.received.get(key) ?? [];
		return list.every(({ seq }, i) => i === 0 || seq === list[i - 1]!.seq + list[i - 1]!.times.length);
	}
}

/** A lens router with streams of ECG, a clock in hand, and viewers to watch. */
export class DeliveryBench {
	readonly clock = new FakeClock();
	/** Bytes held by reductions: attributes here are not counted. */
	readonly ledger = new ByteLedger();
	readonly topics = new TopicTable(this.ledger);
	readonly epoch = EPOCH;
	readonly codecs = streamCodecs(EPOCH);
	readonly groups = new SubscriberGroups(this.codecs);
	readonly viewers = new Set<Viewer>();
	readonly stalled = new Set<Viewer>();
	readonly wires = new Wires();
	readonly router = new LensRouter(this, {
		clock: this.clock,
		wires: this.wires,
		sensor: () => ({ clockOffsetMs: 0, store: null }),
	});
	/** When the devices of all streams were asked to send nothing. */
	readonly pauses = new DevicePauses();
	readonly attributes: Attribute[];

	/** @param attributeType of all streams; they are called `ecg` whatever it is. */
	constructor(streams: number, attributeType = "ecg") {
		const type = typeOfAttribute({ attribute_id: attributeType, attribute_type: attributeType });
		const meta = {
			unit: "mV",
			displayName: null,
			samplingRateHz: 100,
			provenance: "real" as const,
			derivedFrom: null,
		};
		this.attributes = Array.from(
			{ length: streams },
			() => new Attribute("ecg", type, meta, NO_LEDGER, this.pauses),
		);
	}

	topic(index: number) {
		return this.topics.topic(`s${index}`, "ecg", index, this.attributes[index]);
	}

	viewer(encoding: Encoding = "columns"): { viewer: Viewer; sink: TestSink } {
		const sink = new TestSink();
		return { sink, viewer: new Viewer(sink, encoding) };
	}

	/** A scope without timers: time passes in {@link DeliveryBench.pass}. */
	scope(): Scope {
		const scope: Pick<Scope, "bind" | "defer" | "every"> = {
			bind: (fn) => fn,
			defer: () => () => {},
			every: () => () => {},
		};
		return scope as Scope;
	}

	/** Lets time pass; `each` is called before every tick. */
	async pass(ms: number, each: () => void = () => {}): Promise<void> {
		for (let elapsed = 0; elapsed < ms; elapsed += TICK_MS) {
			await this.clock.advance(TICK_MS);
			each();
			this.router.tick();
			if (elapsed % PACE_STEP_MS === 0) this.router.step();
		}
	}
}
