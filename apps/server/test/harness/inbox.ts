/** Longest wait for something that has to come, in ms; only failures reach it. */
const PATIENCE_MS = 30_000;

interface Waiter<T> {
	matches(item: T): boolean;
	resolve(item: T, index: number): void;
}

/** Things in order of arrival, for tests that wait for one of them. */
export class Inbox<T> {
	readonly all: T[] = [];
	readonly #waiters = new Set<Waiter<T>>();
	#unread = 0;

	/** Takes in the next item. */
	push(item: T): void {
		const index = this.all.push(item) - 1;
		for (const waiter of this.#waiters) {
			if (!waiter.matches(item)) continue;
			this.#waiters.delete(waiter);
			waiter.resolve(item, index);
		}
	}

	/** The next unread item that matches; it and those before it count as read. */
	next(matches: (item: T) => boolean = () => true, what = "an item"): Promise<T> {
		const index = this.all.findIndex((item, at) => at >= this.#unread && matches(item));
		if (index < 0) return this.#wait(matches, what, (at) => (this.#unread = Math.max(this.#unread, at + 1)));
		this.#unread = index + 1;
		return Promise.resolve(this.all[index]!);
	}

	/** The first item that matches, read or not; nothing counts as read by this. */
	find(matches: (item: T) => boolean, what = "an item"): Promise<T> {
		const found = this.all.find(matches);
		return found === undefined ? this.#wait(matches, what, () => {}) : Promise.resolve(found);
	}

	#wait(matches: (item: T) => boolean, what: string, came: (index: number) => void): Promise<T> {
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		const timer = setTimeout(() => {
			this.#waiters.delete(waiter);
			reject(new Error(`${what} did not come; the last that came: ${JSON.stringify(this.all.slice(-5))}`));
		}, PATIENCE_MS);
		const waiter: Waiter<T> = {
			matches,
			resolve: (item, index) => {
				clearTimeout(timer);
				came(index);
				resolve(item);
			},
		};
		this.#waiters.add(waiter);
		return promise;
	}
}
