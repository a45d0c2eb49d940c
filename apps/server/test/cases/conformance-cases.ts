import type { ConformanceCase } from "../harness/conformance-case.ts";
import { JOIN_CASES } from "./join-cases.ts";
import { MEASUREMENT_CASES } from "./measurement-cases.ts";

/** The table of channel behaviours (C3), each a numbered sentence. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [...JOIN_CASES, ...MEASUREMENT_CASES];
