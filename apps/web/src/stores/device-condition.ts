import type { ClientHealth } from "@sensocto/protocol";

/** The Battery Status API, which some browsers have. */
export interface Battery extends EventTarget {
	/** 0..1. */
	readonly level: number;
	readonly charging: boolean;
}

/** The part of the Network Information API that some browsers have. */
export interface NetworkInformation extends EventTarget {
	readonly saveData?: boolean;
	readonly effectiveType?: string;
}

/** What of `navigator` tells the condition of the device. */
export interface DeviceNavigator {
	getBattery?(): Promise<Battery>;
	readonly connection?: NetworkInformation;
}

/** Reports battery and wish to save data, now and whenever they change; the answer ends that. */
export function watchDevice(navigator: DeviceNavigator, report: (health: ClientHealth) => void): () => void {
	const listeners = new AbortController();
	const { signal } = listeners;
	const { connection } = navigator;
	if (connection !== undefined) {
		const tell = (): void => {
			const { effectiveType, saveData } = connection;
			const type = effectiveType !== undefined && { networkEffectiveType: effectiveType };
			report({ saveData: saveData === true, ...type });
		};
		tell();
		connection.addEventListener("change", tell, { signal });
	}
	navigator.getBattery?.().then(
		(battery) => {
			if (signal.aborted) return;
			const tell = (): void => report({ batteryLevel: battery.level, batteryCharging: battery.charging });
			tell();
			for (const event of ["levelchange", "chargingchange"])
				battery.addEventListener(event, tell, { signal });
		},
		() => {
			// The page may not know, by its permissions policy: then nothing is bounded.
		},
	);
	return () => listeners.abort();
}
