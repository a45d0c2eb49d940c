import type { AttentionLevel, Lease, LeaseKind } from "@sensocto/protocol";
import { Ref, Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { type InterestChange, type LoadReading, Wires } from "../../src/bio/wires.ts";
import { AttentionTable } from "../../src/domain/attention/attention-table.ts";
import { AttentionTracker } from "../../src/domain/attention/attention-tracker.ts";
import { ALL_ATTRIBUTES } from "../../src/domain/attention/sensor-interest.ts";
import { ViewerInterest } from "../../src/domain/attention/viewer-interest.ts";

/** Attention on a clock of its own: the table, its tracker under a supervisor, and viewers without sockets. */
export class AttentionRig {
	readonly clock = new FakeClock();
	readonly attention = new AttentionTable();
	readonly wires = new Wires();
	readonly tracker = new Ref<AttentionTracker>("the attention tracker");
	/** Every level any sensor took, in order. */
	readonly levels: [sensorId: string, level: AttentionLevel][] = [];
	readonly told: InterestChange[] = [];
	/** How often the tracker was restarted. */
	restarts = 0;
	readonly #supervisor: Supervisor;

	private constructor() {
		this.attention.onChange((sensorId, level) => this.levels.push([sensorId, level]));
		this.wires.interest.consume("test", (change) => this.told.push(change));
		this.#supervisor = new Supervisor(
			"Domain.Supervisor",
			{
				strategy: "one_for_one",
				clock: this.clock,
				onEvent: ({ event }) => {
					if (event === "restart") this.restarts++;
				},
			},
			[
				{
					id: "AttentionTracker",
					create: () => new AttentionTracker(this.attention, this.wires),
					ref: this.tracker,
				},
			],
		);
	}

	static async start(): Promise<AttentionRig> {
		const rig = new AttentionRig();
		await rig.#supervisor.start();
		return rig;
	}

	/** A viewer on a connection of its own. */
	viewer(): ViewerInterest {
		return new ViewerInterest(this.attention, this.clock);
	}

	/** Sets the load label as the load monitor would. */
	load(label: LoadReading["label"]): void {
		const load = this.wires.load.produce("test");
		load.send({ label } as LoadReading);
		load.end();
	}

	/** Makes the tracker crash the next time it turns the wheel. */
	async crash(): Promise<void> {
		this.attention.wheel.schedule(0, () => {
			throw new Error("killed");
		});
		await this.clock.advance(100);
	}

	stop(): Promise<void> {
		return this.#supervisor.stop();
	}
}

/** A lease, on the whole sensor when no attribute is named. */
export function lease(sensor_id: string, kind: LeaseKind, attribute_id = ALL_ATTRIBUTES): Lease {
	return { sensor_id, attribute_id, kind };
}
