/** Bytes a viewer may leave unread, besides the whole of what it follows, before it is told nothing more. */
const UNREAD_BYTES = 1_048_576;

/** Once it has read all but this much it is given the whole again. */
const READ_BYTES = 65_536;

/** What a {@link CatchUpFeed} works with. */
export interface CatchUpFeedContext<T> {
	/** Sends an update. */
	push(update: T): void;
	/** Bytes handed to the viewer's socket and not yet taken by the network. */
	unreadBytes(): number;
	/** An update that says everything, whatever was told before; undefined while nobody can tell. */
	whole(): T | undefined;
}

/**
 * Something that changes as one viewer follows it.
 *
 * Invariants:
 * 1. What waits unread of it stays near the size of the whole: a viewer that does not read is told nothing more.
 * 2. A viewer that was not told something is given the whole before anything else.
 */
export class CatchUpFeed<T extends { readonly length: number }> {
	readonly #context: CatchUpFeedContext<T>;
	#wholeLength = 0;
	#missed = false;

	constructor(context: CatchUpFeedContext<T>) {
		this.#context = context;
	}

	/** Gives the viewer the whole. */
	begin(whole: T): void {
		this.#wholeLength = whole.length;
		this.#missed = false;
		this.#context.push(whole);
	}

	/** Tells the viewer what has changed, if it reads. */
	tell(update: T): void {
		this.#missed ||= this.#context.unreadBytes() > this.#wholeLength + UNREAD_BYTES;
		if (this.#missed) this.catchUp();
		else this.#context.push(update);
	}

	/** Gives a viewer that missed something the whole, if it has read what it was sent. */
	catchUp(): void {
		if (!this.#missed || this.#context.unreadBytes() > READ_BYTES) return;
		const whole = this.#context.whole();
		if (whole !== undefined) this.begin(whole);
	}
}
