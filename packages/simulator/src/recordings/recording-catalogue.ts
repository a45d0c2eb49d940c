/** A recorded waveform that ships with the simulator. */
export interface RecordedWaveform {
	/** Path below the folder of recordings. */
	file: string;
	rateHz: number;
	unit: string;
	/** Attribution shown with the data, at most 300 characters. */
	source: string;
}

/** A recorded track that ships with the simulator. */
export interface RecordedTrack {
	file: string;
	source: string;
}

const NSTDB =
	"MIT-BIH Noise Stress Test Database (Moody, Muldrow & Mark 1984), PhysioNet, ODC-By 1.0; CSV from the HeartPy examples (MIT)";
const GPXPY = "Test file of gpxpy, Apache-2.0";

/** Recorded waveforms by the name scenarios use. */
export const RECORDED_WAVEFORMS: Readonly<Record<string, RecordedWaveform>> = {
	"mitdb-208": {
		file: "ecg/mitdb-208-mlii-360hz.csv.gz",
		rateHz: 360,
		unit: "mV",
		source: "MIT-BIH Arrhythmia Database, record 208, lead MLII (Moody & Mark 2001), PhysioNet, ODC-By 1.0",
	},
	"edb-e0103": {
		file: "ecg/edb-e0103-250hz.csv.gz",
		rateHz: 250,
		unit: "mV",
		source:
			"European ST-T Database, record e0103 (Taddei et al. 1992), PhysioNet, ODC-By 1.0; CSV from the HeartPy examples (MIT)",
	},
	"nstdb-118e12": {
		file: "ecg/nstdb-118e12-360hz.csv.gz",
		rateHz: 360,
		unit: "mV",
		source: `${NSTDB}. Record 118e12: electrode-motion noise at 12 dB from 40 s on`,
	},
	"nstdb-118e00": {
		file: "ecg/nstdb-118e00-360hz.csv.gz",
		rateHz: 360,
		unit: "mV",
		source: `${NSTDB}. Record 118e00: electrode-motion noise at 0 dB from 40 s on`,
	},
};

/** Recorded tracks by the name scenarios use. */
export const RECORDED_TRACKS: Readonly<Record<string, RecordedTrack>> = {
	"cerknicko-jezero": { file: "gps/cerknicko-jezero.gpx", source: `${GPXPY} (around Lake Cerknica)` },
	mojstrovka: {
		file: "gps/mojstrovka.gpx",
		source: `${GPXPY} (up Mojstrovka); its recorded times are broken and replaced by a walker's`,
	},
};
