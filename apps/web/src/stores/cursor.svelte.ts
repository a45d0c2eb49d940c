/** The instant under the pointer, the same in every plot. */
class Cursor {
	#at = $state.raw<number | undefined>(undefined);

	/** Server time in milliseconds; undefined while nobody points at a plot. */
	get at(): number | undefined {
		return this.#at;
	}

	/** Points every plot at an instant of server time, or at none. */
	point(at: number | undefined): void {
		this.#at = at;
	}
}

/** The one cursor of the app. */
export const cursor = new Cursor();
