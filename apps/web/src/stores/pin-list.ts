/** Sensors one page keeps pinned; the oldest pin gives way. */
const MOST_PINS = 50;

/** Where pins outlast a reload; `sessionStorage` fits. */
export type PinStorage = Pick<Storage, "getItem" | "setItem">;

const KEY = "sensocto.pins";

/**
 * The sensors pinned in this tab, each with its lease.
 *
 * They last as long as the tab: a pin keeps a device at its fastest, so that it must not outlive the eyes it is for.
 */
export class PinList {
	readonly #storage: PinStorage | null;
	readonly #hold: (sensorId: string) => () => void;
	readonly #pins = new Map<string, () => void>();

	/**
	 * @param storage remembers the pins; null when there is none.
	 * @param hold begins a pin's lease; its answer ends it.
	 */
	constructor(storage: PinStorage | null, hold: (sensorId: string) => () => void) {
		this.#storage = storage;
		this.#hold = hold;
		for (const id of this.#read()) this.#add(id);
	}

	/** Pinned sensors, the oldest pin first. */
	get ids(): string[] {
		return [...this.#pins.keys()];
	}

	/** Pins a sensor or lets it go. */
	toggle(sensorId: string): void {
		if (!this.#drop(sensorId)) this.#add(sensorId);
		try {
			this.#storage?.setItem(KEY, JSON.stringify(this.ids));
		} catch {
			// Storage is full or forbidden: the pins last until the page is reloaded.
		}
	}

	#add(sensorId: string): void {
		if (this.#pins.has(sensorId)) return;
		const [oldest] = this.#pins.keys();
		if (this.#pins.size >= MOST_PINS && oldest !== undefined) this.#drop(oldest);
		this.#pins.set(sensorId, this.#hold(sensorId));
	}

	#drop(sensorId: string): boolean {
		this.#pins.get(sensorId)?.();
		return this.#pins.delete(sensorId);
	}

	#read(): string[] {
		try {
			const ids: unknown = JSON.parse(this.#storage?.getItem(KEY) ?? "[]");
			return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
		} catch {
			// Not what this page wrote: nothing is pinned.
			return [];
		}
	}
}
