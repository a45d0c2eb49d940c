import type { SubscriberGroup } from "./subscriber-group.ts";

/** A late sample that viewers still have to get. */
export interface LateSample {
	readonly time: number;
	readonly values: readonly unknown[];
}

/** What leaves of one topic in one lane. */
export class TopicLane {
	/** The groups it is sent to. */
	readonly groups = new Set<SubscriberGroup>();
	/** Ring position of the first sample they have not had. */
	cursor = 0;
	/** Samples from before the cursor that came late and were not sent yet. */
	late: LateSample[] | null = null;
	/** Where the last frame began, and the late samples in it. */
	sentFrom = 0;
	sentLate: LateSample[] | null = null;

	/** Starts at a ring position: what came before is the seed's business. */
	start(position: number): void {
		this.cursor = position;
		this.late = null;
	}

	/** A frame with everything up to a position was made. */
	sent(from: number, to: number): void {
		this.sentFrom = from;
		this.sentLate = this.late;
		this.cursor = to;
		this.late = null;
	}
}
