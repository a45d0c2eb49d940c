import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parseGpx, type TrackPoint } from "../tracks/gpx.ts";
import { RECORDED_TRACKS, RECORDED_WAVEFORMS } from "./recording-catalogue.ts";

const FOLDER = new URL("../../recordings/", import.meta.url);

/**
 * Reads recordings; each file once, however many sensors replay it.
 *
 * Bounded by the catalogue: only its entries can be asked for.
 */
export class RecordingStore {
	readonly #waveforms = new Map<string, Promise<Float64Array>>();
	readonly #tracks = new Map<string, Promise<TrackPoint[]>>();

	/**
	 * Values of a recorded waveform in its unit.
	 *
	 * @throws Error (as rejection) when the name is unknown or the file cannot be read.
	 */
	waveform(name: string): Promise<Float64Array> {
		return kept(this.#waveforms, name, () => readWaveform(name));
	}

	/**
	 * Points of a recorded track.
	 *
	 * @throws Error (as rejection) when the name is unknown or the file cannot be read.
	 */
	track(name: string): Promise<TrackPoint[]> {
		return kept(this.#tracks, name, () => readTrack(name));
	}
}

async function readWaveform(name: string): Promise<Float64Array> {
	const { file } = entry(RECORDED_WAVEFORMS, name);
	const text = (await promisify(gunzip)(await readFile(new URL(file, FOLDER)))).toString("latin1");
	const values = Float64Array.from(text.split("\n").filter(Boolean), Number);
	if (values.length === 0 || !values.every(Number.isFinite)) {
		throw new Error(`recording ${name} must be numbers, one a line: ${file}`);
	}
	return values;
}

async function readTrack(name: string): Promise<TrackPoint[]> {
	const { file } = entry(RECORDED_TRACKS, name);
	const points = parseGpx(await readFile(new URL(file, FOLDER), "utf8"));
	if (points.length < 2) throw new Error(`track ${name} must have at least two points: ${file}`);
	return points;
}

function entry<T>(catalogue: Readonly<Record<string, T>>, name: string): T {
	const found = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
	if (!found) throw new Error(`no recording ${name}; there are ${Object.keys(catalogue).join(", ")}`);
	return found;
}

function kept<T>(map: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
	const known = map.get(name);
	if (known) return known;
	const reading = read();
	map.set(name, reading);
	// A failed read may succeed later; a kept failure never would.
	reading.catch(() => map.delete(name));
	return reading;
}
