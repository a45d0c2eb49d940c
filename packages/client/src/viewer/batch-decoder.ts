import type { ViewerEncoding } from "@sensocto/protocol";
import { columnsDecoder } from "./columns-decoder.ts";
import { rowsDecoder } from "./rows-decoder.ts";
import type { BatchDecoder } from "./sample-block.ts";

const DECODERS: Readonly<Record<ViewerEncoding, BatchDecoder>> = {
	columns: columnsDecoder,
	rows: rowsDecoder,
};

/** The decoder of an encoding: the one place that knows them all. */
export function batchDecoder(encoding: ViewerEncoding): BatchDecoder {
	return DECODERS[encoding];
}
