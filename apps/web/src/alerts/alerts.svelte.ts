import type { Alert, AlertUpdate } from "@sensocto/protocol";
import { session } from "../stores/session.svelte.ts";
import { heldAlert, mergeAlerts } from "./alert-list.ts";

/** What was unusual lately, as the server tells it. */
class AlertBook {
	#alerts = $state.raw<readonly Alert[]>([]);

	constructor() {
		session.viewer.channel.on("alert", (payload) => {
			this.#alerts = mergeAlerts(this.#alerts, payload as AlertUpdate);
		});
	}

	/** The last alerts, newest first; reactive. */
	get all(): readonly Alert[] {
		return this.#alerts;
	}

	/** The newest alert that holds attention now for a sensor, or for one attribute of it. */
	held(sensorId: string, attributeId?: string): Alert | undefined {
		return this.#alerts.length === 0
			? undefined
			: heldAlert(this.#alerts, session.serverNow(), sensorId, attributeId);
	}
}

/** The one book of alerts of the page. */
export const alerts = new AlertBook();
