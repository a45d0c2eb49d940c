/** A channel's right to feed a device session. */
export interface SessionTurn {
	/** False as soon as a later channel has begun with the same session. */
	readonly isCurrent: boolean;
	/** The channel is gone. */
	end(): void;
}

/**
 * Which channel speaks for each device session: always the one that joined last.
 *
 * A device that lost its connection comes back on another while frames of the first may still be under way. They
 * must not be taken in after the new channel was told what is stored, or its device would send them a second time.
 *
 * Invariant: every entry belongs to an open or opening channel.
 */
export class DeviceSessions {
	readonly #current = new Map<string, SessionTurn>();

	/** Number of sessions in use. */
	get size(): number {
		return this.#current.size;
	}

	/** Begins the turn of a new channel and with it ends that of an earlier one. */
	begin(sensorId: string, session: string): SessionTurn {
		const current = this.#current;
		const key = JSON.stringify([sensorId, session]);
		const turn: SessionTurn = {
			get isCurrent() {
				return current.get(key) === turn;
			},
			end() {
				if (turn.isCurrent) current.delete(key);
			},
		};
		current.set(key, turn);
		return turn;
	}
}
