import type { ClientHealth } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { type Battery, type NetworkInformation, watchDevice } from "./device-condition.ts";

class FakeBattery extends EventTarget implements Battery {
	level = 0.25;
	charging = false;
}

class FakeConnection extends EventTarget implements NetworkInformation {
	saveData = true;
	effectiveType = "4g";
}

describe("watchDevice", () => {
	it("is silent in a browser that tells nothing, or refuses to", async () => {
		const reports: ClientHealth[] = [];
		watchDevice({}, (health) => reports.push(health));
		watchDevice({ getBattery: () => Promise.reject(new Error("not allowed")) }, (health) =>
			reports.push(health),
		);
		await Promise.resolve();
		expect(reports).toEqual([]);
	});

	it("reports battery and data saver at once and with every change, until it ends", async () => {
		const reports: ClientHealth[] = [];
		const [battery, connection] = [new FakeBattery(), new FakeConnection()];
		const stop = watchDevice({ connection, getBattery: () => Promise.resolve(battery) }, (health) =>
			reports.push(health),
		);
		await Promise.resolve();
		battery.level = 0.1;
		battery.dispatchEvent(new Event("levelchange"));
		battery.charging = true;
		battery.dispatchEvent(new Event("chargingchange"));
		connection.saveData = false;
		connection.dispatchEvent(new Event("change"));
		stop();
		for (const event of ["levelchange", "chargingchange"]) battery.dispatchEvent(new Event(event));
		connection.dispatchEvent(new Event("change"));
		expect(reports).toEqual([
			{ saveData: true, networkEffectiveType: "4g" },
			{ batteryLevel: 0.25, batteryCharging: false },
			{ batteryLevel: 0.1, batteryCharging: false },
			{ batteryLevel: 0.1, batteryCharging: true },
			{ saveData: false, networkEffectiveType: "4g" },
		]);
	});

	it("begins nothing when it ended before the battery was known", async () => {
		const reports: ClientHealth[] = [];
		watchDevice({ getBattery: () => Promise.resolve(new FakeBattery()) }, (health) => reports.push(health))();
		await Promise.resolve();
		expect(reports).toEqual([]);
	});
});
