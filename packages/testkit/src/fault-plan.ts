/** What happens to the bytes that flow one way through a connection of a fault proxy. Absent faults do not happen. */
export interface FlowFaults {
	/** How long each chunk is held back, in ms; order is kept. */
	readonly delayMs?: number;
	/** Up to this many further ms, by chance. */
	readonly jitterMs?: number;
	/** Slow reader: bytes per second taken from the sender, who feels it as backpressure. */
	readonly bytesPerSecond?: number;
	/** Slow writer: bytes are handed on in pieces of this size, each in a turn of the event loop of its own. */
	readonly pieceBytes?: number;
	/** Probability that a chunk vanishes. */
	readonly dropChance?: number;
	/** Probability that a chunk comes twice. */
	readonly duplicateChance?: number;
	/** Half-open: after this many bytes nothing arrives any more, the end included, while both sides stay connected. */
	readonly silentAfterBytes?: number;
	/** After this many bytes both sides are reset, in the middle of a frame if that is where it falls. */
	readonly resetAfterBytes?: number;
	/** After this many bytes the flow ends in the orderly way. */
	readonly cutAfterBytes?: number;
}

/** Faults of one connection. */
export interface FaultPlan {
	readonly toServer?: FlowFaults;
	readonly toClient?: FlowFaults;
}
