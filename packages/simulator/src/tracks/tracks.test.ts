import { describe, expect, it } from "vitest";
import { GeolocationGenerator } from "../generators/geolocation-generator.ts";
import { RecordingStore } from "../recordings/recording-store.ts";
import { parseGpx } from "./gpx.ts";
import { ProceduralTrack } from "./procedural-track.ts";
import {
	METRES_PER_DEGREE,
	metresPerDegreeEast,
	type Position,
	readTrackState,
	type Track,
	type TrackState,
} from "./track.ts";
import { TrackPlayback } from "./track-playback.ts";
import { trackTimeline } from "./track-timeline.ts";
import { TRAVEL_MODES, type TravelModeName } from "./travel-modes.ts";

const START_S = 1.9e8;
const OPTIONS = { speedMps: 1.2, maxSpeedMps: 15 };

/** Velocity between two instants from positions alone, m/s east and north. */
function velocity(
	track: Pick<Track, "positionAt">,
	timeS: number,
	stepS: number,
): { east: number; north: number } {
	const [a, b] = [track.positionAt(timeS), track.positionAt(timeS + stepS)];
	return {
		east: ((b.longitude - a.longitude) * metresPerDegreeEast(a.latitude)) / stepS,
		north: ((b.latitude - a.latitude) * METRES_PER_DEGREE) / stepS,
	};
}

describe("ProceduralTrack", () => {
	it.each(Object.keys(TRAVEL_MODES) as TravelModeName[])("P1 %s moves as its kind can", (mode) => {
		const limits = TRAVEL_MODES[mode];
		for (const seed of [1, 2, 3]) {
			const track = new ProceduralTrack({ seed, mode, latitude: 46, longitude: 14 });
			let last = velocity(track, START_S, 0.5);
			for (let time = START_S + 1; time < START_S + 3_600; time += 1) {
				const now = velocity(track, time, 0.5);
				expect(Math.hypot(now.east, now.north)).toBeLessThanOrEqual(limits.maxSpeed);
				const change = Math.hypot(now.east - last.east, now.north - last.north);
				expect(change).toBeLessThanOrEqual(limits.maxAcceleration);
				last = now;
			}
		}
	});

	it("P2 states the speed and heading its positions show", () => {
		const track = new ProceduralTrack({ seed: 5, mode: "cycle", latitude: 46, longitude: 14 });
		for (let time = START_S; time < START_S + 600; time += 7) {
			const { east, north } = velocity(track, time - 0.05, 0.1);
			const { headingDeg, speedMps } = track.positionAt(time);
			expect(Math.abs(Math.hypot(east, north) - speedMps)).toBeLessThan(0.15);
			const heading = (Math.atan2(east, north) * 180) / Math.PI;
			expect(Math.cos(((heading - headingDeg) * Math.PI) / 180)).toBeGreaterThan(0.999);
		}
	});

	it("P9 goes on from where it was kept, also at another speed", async () => {
		const where = { seed: 8, mode: "walk" as const, latitude: 46, longitude: 14 };
		const points = await new RecordingStore().track("mojstrovka");
		const pairs = [
			[
				new ProceduralTrack(where),
				(kept: TrackState) => new ProceduralTrack({ ...where, speedMps: 2, kept }),
			],
			[
				new TrackPlayback(points, OPTIONS),
				(kept: TrackState) =>
					new TrackPlayback(points, { ...OPTIONS, kept: { ...kept, at_s: kept.at_s - 500 } }),
			],
		] as const;
		for (const [first, resume] of pairs) {
			const state = new GeolocationGenerator(first, 1, 5).state(START_S + 77);
			const kept = readTrackState(JSON.parse(JSON.stringify(state)));
			const resumed = resume(kept!);
			const shift = resumed instanceof TrackPlayback ? 500 : 0;
			const [a, b] = [first.positionAt(START_S + 77), resumed.positionAt(START_S + 77 - shift)];
			expect(b.latitude).toBeCloseTo(a.latitude, 7);
			expect(b.longitude).toBeCloseTo(a.longitude, 7);
		}
		for (const value of [undefined, 3, { progress: "x", at_s: 1 }])
			expect(readTrackState(value)).toBeUndefined();
	});

	it("P3 gets somewhere, and stays around its centre", () => {
		const track = new ProceduralTrack({ seed: 6, mode: "walk", latitude: 46, longitude: 14, radiusM: 300 });
		const places = Array.from({ length: 3_600 }, (_, i) => track.positionAt(START_S + i));
		const east = places.map(({ longitude }) => (longitude - 14) * metresPerDegreeEast(46));
		expect(Math.max(...east) - Math.min(...east)).toBeGreaterThan(400);
		expect(Math.max(...east.map(Math.abs))).toBeLessThan(450);
	});
});

describe("GeolocationGenerator", () => {
	it("P4 keeps a walker's readings possible in spite of the receiver's error", () => {
		const track = new ProceduralTrack({ seed: 7, mode: "walk", latitude: 46, longitude: 14 });
		const generator = new GeolocationGenerator(track, 3, 5);
		const readings = { positionAt: (time: number) => generator.sample(0, time) as unknown as Position };
		for (let time = START_S; time < START_S + 1_800; time += 1) {
			const { east, north } = velocity(readings, time, 1);
			expect(Math.hypot(east, north)).toBeLessThan(TRAVEL_MODES.walk.maxSpeed + 0.8);
		}
		expect(generator.sample(0, START_S)).toMatchObject({ accuracy: 5, status: "high_accuracy" });
	});
});

describe("parseGpx", () => {
	it("P5 leaves out points without a position and what is no number or time", () => {
		const points =
			parseGpx(`<gpx><trkpt lat="x" lon="1"/><trkpt lon='14.5' lat='46'><ele>n/a</ele><time>soon</time></trkpt>
			<trkpt lat="91" lon="0"/><rtept lat="1" lon="2"><ele>3.5</ele><time>2020-01-01T00:00:01Z</time></rtept></gpx>`);
		expect(points).toEqual([
			{ latitude: 46, longitude: 14.5 },
			{ latitude: 1, longitude: 2, elevationM: 3.5, timeMs: Date.UTC(2020, 0, 1, 0, 0, 1) },
		]);
		expect(parseGpx("no gpx at all")).toEqual([]);
	});
});

describe("trackTimeline", () => {
	const at = (metres: number, timeMs?: number) => ({
		latitude: metres / METRES_PER_DEGREE,
		longitude: 0,
		...(timeMs === undefined ? {} : { timeMs }),
	});

	it("P6 puts distance and speed in the place of times that cannot be right", () => {
		const points = [
			at(0, 0),
			at(10, 8_000), // credible
			at(22, 8_000), // no time passed
			at(34, 5_000), // backwards
			at(46), // none
			at(1_246, 9_000), // 300 m/s and more
		];
		expect([...trackTimeline(points, OPTIONS)].map((time) => Math.round(time * 1e6) / 1e6)).toEqual([
			0, 8, 18, 28, 38, 1_038,
		]);
	});
});

describe("TrackPlayback of the recordings", () => {
	it.each(["cerknicko-jezero", "mojstrovka"])(
		"P7 %s is travelled without jumps, there and back",
		async (name) => {
			const track = new TrackPlayback(await new RecordingStore().track(name), OPTIONS);
			const duration = track.durationS;
			const start = Math.floor(START_S / (2 * duration)) * 2 * duration;
			let greatest = 0;
			for (let time = 0; time < 2 * duration; time += 1) {
				const { east, north } = velocity(track, start + time, 1);
				greatest = Math.max(greatest, Math.hypot(east, north));
			}
			expect(greatest).toBeLessThanOrEqual(OPTIONS.maxSpeedMps);
			expect(track.positionAt(start + 2 * duration - 1).latitude).toBeCloseTo(
				track.positionAt(start + 1).latitude,
				6,
			);
		},
	);

	it("P8 keeps credible times and repairs a track whose times are all the same", async () => {
		const store = new RecordingStore();
		const lake = new TrackPlayback(await store.track("cerknicko-jezero"), OPTIONS);
		// Two hours by its own times.
		expect(lake.durationS).toBeGreaterThan(7_000);
		expect(lake.durationS).toBeLessThan(9_500);
		const mountain = new TrackPlayback(await store.track("mojstrovka"), OPTIONS);
		// 2.7 km at 1.2 m/s.
		expect(mountain.durationS).toBeGreaterThan(2_100);
		expect(mountain.durationS).toBeLessThan(2_400);
	});
});
