import { pin } from "./attention.ts";
import { PinList, type PinStorage } from "./pin-list.ts";

/** The sensors a person has pinned in this tab. */
class Pins {
	readonly #list = new PinList(tabStorage(), pin);
	#ids = $state.raw(this.#list.ids);

	has(sensorId: string): boolean {
		return this.#ids.includes(sensorId);
	}

	/** Pins a sensor or lets it go. */
	toggle(sensorId: string): void {
		this.#list.toggle(sensorId);
		this.#ids = this.#list.ids;
	}
}

function tabStorage(): PinStorage | null {
	try {
		return sessionStorage;
	} catch {
		// Forbidden: pins last until the page is reloaded.
		return null;
	}
}

/** The one list of pins of the page. */
export const pins = new Pins();
