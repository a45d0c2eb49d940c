import { BACKPRESSURE } from "@sensocto/protocol";
import type { BenchContext, Result } from "./benchmark.ts";
import { ecgFloor } from "./load/ecg-floor.ts";
import { ecgWireBytes } from "./load/ecg-wire.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { significant } from "./statistics.ts";

export const name = "wire-ecg";
export const description =
	"Bytes per second of one 250 Hz ECG of 1 µV resolution at one viewer who has it on screen, WebSocket headers included: binary frames against JSON rows, plain and deflated; and for a viewer who focuses it";
export const target = "≤ .02 × JSON rows, ≤ .15 × deflated JSON rows, ≤ 500 B/s";

const ROWS_TARGET = 0.02;
const DEFLATED_TARGET = 0.15;
const BYTES_TARGET = 500;
/** Share of a target that a continuous-integration run must reach. */
const ACCEPTABLE = 0.6;
const SECONDS = 10;

export async function run({ log, root }: BenchContext): Promise<Result> {
	const server = await SensoctoServer.start(root, { HOST_SENSOR: "false" });
	try {
		const { high, medium } = BACKPRESSURE.levels;
		const seen = await ecgWireBytes(server.port, {
			focus: false,
			seconds: SECONDS,
			windowMs: medium.windowMs,
		});
		const focused = await ecgWireBytes(server.port, {
			focus: true,
			seconds: SECONDS,
			windowMs: high.windowMs,
		});
		for (const bytes of [seen, focused]) log(JSON.stringify(bytes));
		const floor = ecgFloor();
		const ofRows = seen.binary / seen.rows;
		const ofDeflated = seen.binary / seen.deflated;
		const bytesPerSecond = (value: number) => ({ value: significant(value, 3), unit: "B/s" });
		const ratio = (value: number) => ({ value: significant(value, 3), unit: "" });
		const reaches = (share: number): boolean =>
			[
				[ofRows, ROWS_TARGET],
				[ofDeflated, DEFLATED_TARGET],
				[seen.binary, BYTES_TARGET],
			].every(([value = Number.NaN, target = 0]) => value <= target / share);
		return {
			figures: {
				binary: bytesPerSecond(seen.binary),
				"JSON rows": bytesPerSecond(seen.rows),
				"deflated rows": bytesPerSecond(seen.deflated),
				"rows deflated one by one": bytesPerSecond(seen.deflatedAlone),
				"differences without heads": bytesPerSecond(floor.differences),
				"fitted predictor without heads": bytesPerSecond(floor.fitted),
				"entropy of its noise": bytesPerSecond(floor.noise),
				"of rows": ratio(ofRows),
				"of deflated rows": ratio(ofDeflated),
				"binary, focused": bytesPerSecond(focused.binary),
				"of rows, focused": ratio(focused.binary / focused.rows),
				"of deflated rows, focused": ratio(focused.binary / focused.deflated),
			},
			met: reaches(1),
			acceptable: reaches(ACCEPTABLE),
		};
	} finally {
		await server.stop();
	}
}
