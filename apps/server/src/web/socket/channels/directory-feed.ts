import type { DirectoryListener } from "../../../domain/sensors/sensors-state-agent.ts";

/** Bytes a viewer may leave unread, besides the whole list, before it is told nothing more of it. */
const UNREAD_BYTES = 1_048_576;

/** Once it has read all but this much it is given the whole list again. */
const READ_BYTES = 65_536;

/** What a {@link DirectoryFeed} works with. */
export interface DirectoryFeedContext {
	/** Sends the fields of an update. */
	push(fields: Buffer): void;
	/** Bytes handed to the viewer's socket and not yet taken by the network. */
	unreadBytes(): number;
	/** The whole list as the fields of an update; undefined while nobody can tell. */
	whole(): Buffer | undefined;
}

/**
 * The list of sensors as one viewer follows it.
 *
 * Invariants:
 * 1. What waits unread of it stays near the size of the list: a viewer that does not read is told nothing more.
 * 2. A viewer that was not told something is given the whole list before anything else.
 */
export class DirectoryFeed implements DirectoryListener {
	readonly mode: DirectoryListener["mode"];
	readonly #context: DirectoryFeedContext;
	#listBytes = 0;
	#missed = false;

	constructor(mode: DirectoryListener["mode"], context: DirectoryFeedContext) {
		this.mode = mode;
		this.#context = context;
	}

	/** Gives the viewer the whole list. */
	begin(fields: Buffer): void {
		this.#listBytes = fields.length;
		this.#missed = false;
		this.#context.push(fields);
	}

	tell(fields: Buffer): void {
		this.#missed ||= this.#context.unreadBytes() > this.#listBytes + UNREAD_BYTES;
		if (this.#missed) this.catchUp();
		else this.#context.push(fields);
	}

	/** Gives a viewer that missed something the whole list, if it has read what it was sent. */
	catchUp(): void {
		if (!this.#missed || this.#context.unreadBytes() > READ_BYTES) return;
		const whole = this.#context.whole();
		if (whole !== undefined) this.begin(whole);
	}
}
