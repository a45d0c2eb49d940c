import { writeFileSync } from "node:fs";
import { SeededRng } from "../../../packages/testkit/src/index.ts";
import { watchPeople } from "./people.ts";
import { TRACE_FILE, type TraceHead } from "./trace.ts";

// Writes the recorded trace anew: node bench/load/attention/record-trace.ts

const head: TraceHead = { viewers: 20, sensors: 1_000, durationMs: 300_000, seed: 20 };
const lines = [head, ...watchPeople(head, new SeededRng(head.seed))].map((line) => JSON.stringify(line));
writeFileSync(TRACE_FILE, `${lines.join("\n")}\n`);
console.log(`${lines.length} lines`);
