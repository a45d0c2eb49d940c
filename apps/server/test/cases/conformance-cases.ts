import type { ConformanceCase } from "../harness/conformance-case.ts";
import { ATTRIBUTE_CASES } from "./attribute-cases.ts";
import { BACKPRESSURE_CASES } from "./backpressure-cases.ts";
import { COLUMN_CASES } from "./column-cases.ts";
import { JOIN_CASES } from "./join-cases.ts";
import { MEASUREMENT_CASES } from "./measurement-cases.ts";
import { VIEWER_CASES } from "./viewer-cases.ts";
import { VIEWER_STREAM_CASES } from "./viewer-stream-cases.ts";
import { VIEWER_TOKEN_CASES } from "./viewer-token-cases.ts";

/** The table of channel behaviours (C3), each a numbered sentence. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
	...JOIN_CASES,
	...MEASUREMENT_CASES,
	...COLUMN_CASES,
	...ATTRIBUTE_CASES,
	...BACKPRESSURE_CASES,
	...VIEWER_CASES,
	...VIEWER_STREAM_CASES,
	...VIEWER_TOKEN_CASES,
];
