/** When the devices of one sensor were asked to send nothing. */
export class DevicePauses {
	#isOn = false;
	#endedAt = Number.NEGATIVE_INFINITY;

	/** The devices are told whether to pause. @param at server time in ms. */
	told(paused: boolean, at: number): void {
		if (this.#isOn && !paused) this.#endedAt = at;
		this.#isOn = paused;
	}

	/** Whether they were to send nothing at any moment since a server time in ms. */
	since(at: number): boolean {
		return this.#isOn || this.#endedAt >= at;
	}
}
