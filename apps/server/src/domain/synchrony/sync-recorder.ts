import type { Scope, Worker } from "@sensocto/supervision";
import type { SynchronyReading, Wires } from "../../bio/wires.ts";
import type { SensorDescriptor, SeriesDescriptor } from "../../storage/history/descriptors.ts";

/** Where readings are kept for good; the history's replicator pool is one. */
export interface SyncHistory {
	sensor(descriptor: SensorDescriptor): {
		series(descriptor: SeriesDescriptor): { append(timeMs: number, value: number, arrivedMs: number): void };
	};
}

/** The sensor that stands for the group of all sensors; nothing but the server feeds it. */
export const LOBBY_SENSOR: SensorDescriptor = {
	sensorId: "sync:lobby",
	name: "Synchrony of all sensors",
	type: "synchrony",
	connectorId: "sync",
	connectorName: "Server",
	provenance: "derived",
};

/** Keeps the group index of all sensors in the history while it is computed; an unknown index leaves a gap. */
export class SyncRecorder implements Worker {
	readonly #wires: Wires;
	readonly #history: SyncHistory;

	constructor(wires: Wires, history: SyncHistory) {
		this.#wires = wires;
		this.#history = history;
	}

	start(scope: Scope): void {
		// The series exist from the start, so that asking for their past is no error before there is one.
		const sensor = this.#history.sensor(LOBBY_SENSOR);
		const breathing = sensor.series(seriesOf("breathing_sync", "Breathing synchrony"));
		const hearts = sensor.series(seriesOf("hrv_sync", "Heart-rate synchrony"));
		const keep = ({ at, index, kind }: SynchronyReading): void => {
			if (index !== null) (kind === "respiration" ? breathing : hearts).append(at, index, at);
		};
		scope.defer(this.#wires.synchrony.consume("SyncRecorder", keep));
	}
}

function seriesOf(type: string, displayName: string): SeriesDescriptor {
	return {
		...{ attributeId: type, attributeType: type, displayName, unit: null, samplingRateHz: 1 },
		...{ provenance: "derived", precision: 32, stride: 1, delivery: "latest" },
	};
}
