import { type AttributeType, type GapReason, present } from "@sensocto/protocol";
import { storageKind } from "../sensors/attribute.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { LateSample } from "./topic-lane.ts";
import { shortFloat } from "./wire-number.ts";

/**
 * One attribute's samples as columnar JSON: `{"seq","t0","dt","v","arrived","column_ms"?,"numbering"?,"gap"?}`.
 *
 * `seq` counts samples from the first one sent, `dt` are ms since `t0`, vectors are flattened by stride and an
 * unknown value is null. Of a reduced stream it says the length of its columns and whose numbers `seq` are.
 *
 * @param seq running number of the first sample in the fragment.
 * @param from first ring position to send; the fragment ends before `to`.
 * @param late samples older than those, sent first so that times stay in order.
 * @param gap why samples before these were left out.
 */
export function columnsFragment(
	{ columnMs, serial }: Pick<StreamTopic, "columnMs" | "serial">,
	attribute: StreamSource,
	seq: number,
	from: number,
	to: number,
	late: readonly LateSample[] | null,
	gap: GapReason | null,
): string {
	const { ring, type } = attribute;
	const write = valueWriter(type);
	let t0 = from < to ? ring.timeAt(from) : 0;
	let times = "";
	let values = "";
	if (late !== null) {
		const sorted = [...late].sort((a, b) => a.time - b.time);
		t0 = sorted[0]!.time;
		for (const sample of sorted) {
			times += `${times === "" ? "" : ","}${Math.round(sample.time - t0)}`;
			for (const value of sample.values) values += `${values === "" ? "" : ","}${write(value)}`;
		}
	}
	for (let position = from; position < to; position++) {
		times +=
			times === "" ? Math.round(ring.timeAt(position) - t0) : `,${Math.round(ring.timeAt(position) - t0)}`;
		for (let k = 0; k < ring.stride; k++) {
			values += values === "" ? write(ring.valueAt(position, k)) : `,${write(ring.valueAt(position, k))}`;
		}
	}
	const reduced = columnMs === 0 ? "" : `,"column_ms":${columnMs},"numbering":${serial}`;
	const marker = gap === null ? "" : `,"gap":{"reason":"${gap}"}`;
	return `{"seq":${seq},"t0":${t0},"dt":[${times}],"v":[${values}],"arrived":${attribute.arrivedAt}${reduced}${marker}}`;
}

function valueWriter(type: AttributeType): (value: unknown) => string {
	switch (storageKind(type)) {
		case "json":
			return (value) => JSON.stringify(present(type, value as never));
		case 64:
			return (value) => (Number.isFinite(value) ? String(value) : "null");
		case 32:
			return (value) => (Number.isFinite(value) ? String(shortFloat(value as number)) : "null");
	}
}
