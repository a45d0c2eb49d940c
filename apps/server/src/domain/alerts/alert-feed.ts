import type { Alert, AlertUpdate } from "@sensocto/protocol";
import type { Scope, Worker } from "@sensocto/supervision";
import type { NoveltyAlarm, Wires } from "../../bio/wires.ts";
import type { Registry } from "../../registry/registry.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import type { Alerts } from "./alerts.ts";

/** What the {@link AlertFeed} works with. */
export interface AlertFeedContext {
	readonly wires: Wires;
	readonly registry: Registry<SensorRecord>;
	readonly alerts: Alerts;
}

/** New alerts are told together, this long after the first of them, in ms. */
const TELL_MS = 250;

/** Alerts told at one time: of more only the newest; the list has them all. */
const TOLD_AT_A_TIME = 50;

/** Turns what the NoveltyDetector finds into alerts for people, and tells those who follow them. */
export class AlertFeed implements Worker {
	readonly #context: AlertFeedContext;
	#fresh: Alert[] = [];

	constructor(context: AlertFeedContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		const { alerts, registry, wires } = this.#context;
		const take = scope.bind((alarm: NoveltyAlarm) => {
			const name = registry.lookup(alarm.sensorId)?.identity.name ?? alarm.sensorId;
			this.#fresh.unshift(alerts.add(alarm, name));
			if (this.#fresh.length > TOLD_AT_A_TIME) this.#fresh.length = TOLD_AT_A_TIME;
			else if (this.#fresh.length === 1) scope.after(TELL_MS, () => this.#tell());
		});
		scope.defer(wires.novelty.consume("AlertFeed", take));
	}

	#tell(): void {
		const update: AlertUpdate = { alerts: this.#fresh };
		this.#fresh = [];
		const { listeners } = this.#context.alerts;
		if (listeners.size === 0) return;
		const json = JSON.stringify(update);
		for (const listener of listeners) listener(json);
	}
}
