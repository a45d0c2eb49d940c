import { describe, expect, it } from "vitest";
import type { Allocation } from "../../bio/wires.ts";
import { at, liveSensors, TestDevice } from "../sensors/testing/live-sensors.ts";
import { deviceCap } from "./device-battery.ts";
import { streamOf } from "./streams-demand.ts";

describe("a device's own battery", () => {
	it.each([
		["n/a", null],
		[null, null],
		[0, null],
		[0.85, null],
		[1, null],
		[2, "low"],
		[15, "low"],
		[16, "medium"],
		[30, "medium"],
		[31, null],
		[{ level: 10 }, "low"],
		[{ level: 10, charging: false }, "low"],
		[{ level: 10, charging: "no" }, "low"],
		[{ level: 10, charging: true }, null],
		[{ level: 10, charging: "yes" }, null],
		[{ charging: false }, null],
	] as const)("that tells %j allows %s", async (payload, cap) => {
		const { join } = await liveSensors();
		const record = await join("s", new TestDevice());
		expect(deviceCap(record)).toBe(null);
		record.sensor!.ingest([at("battery", payload, 1)], 0);
		expect(deviceCap(record)).toBe(cap);
	});

	it("bounds what its devices are told, whoever looks, and says so; nobody's attention is less for it", async () => {
		const { attention, clock, join } = await liveSensors();
		const [device, other] = [new TestDevice(), new TestDevice()];
		const record = await join("s", device);
		await join("other", other);
		const told = () => {
			const { attention_level, reason, recommended_batch_size, recommended_batch_window } =
				device.configs.at(-1)!;
			return [attention_level, recommended_batch_window, recommended_batch_size, reason];
		};
		for (const id of ["s", "other"]) attention.add(id, "ecg", "focus");
		record.sensor!.ingest([at("battery", 25, 1)], 0);
		await clock.advance(250);
		expect(told()).toEqual(["medium", 500, 5, ["somebody attends to it", "its battery is low"]]);
		record.sensor!.ingest([at("battery", 9, 2)], 0);
		await clock.advance(2_250);
		expect(told()).toEqual(["low", 2_000, 10, ["somebody attends to it", "its battery is low"]]);
		record.sensor!.ingest([at("battery", { level: 9, charging: true }, 3)], 0);
		expect(told()).toEqual(["high", 100, 1, ["somebody attends to it"]]);
		expect(attention.level("s")).toBe("high");
		expect(other.configs.map(({ attention_level }) => attention_level)).toEqual(["none", "high"]);
	});

	it("raises nothing of a sensor nobody looks at, and is forgotten with its attribute", async () => {
		const { attention, join } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		record.sensor!.ingest([at("battery", 9, 1)], 0);
		expect(device.configs.map(({ reason }) => reason)).toEqual([["nobody looks at it"]]);
		record.sensor!.unregister("battery");
		attention.add("s", "ecg", "focus");
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "high" });
	});

	it("never pauses what somebody looks at", async () => {
		const { attention, clock, join, wires } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		attention.add("s", "ecg", "focus");
		record.sensor!.ingest([at("battery", 9, 1)], 0);
		await clock.advance(250);
		const load = wires.load.produce("test");
		const calm = {
			pressure: 0.1,
			bottleneck: "heap",
			emergency: false,
			loopDelayP99Ms: 1,
			signals: {},
		} as const;
		const reading = { ...calm, at: 0, injected: false, memoryCritical: false } as const;
		load.send({ ...reading, label: "critical", memoryProtection: false });
		await clock.advance(3_000);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "medium", paused: false });
		load.send({ ...reading, label: "normal", memoryProtection: true });
		await clock.advance(3_000);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "medium", paused: false });
		load.send({ ...reading, label: "normal", memoryProtection: false });
		await clock.advance(3_000);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "low", paused: false });
		attention.remove("s", "ecg", "focus");
		load.send({ ...reading, label: "critical", memoryProtection: false });
		await clock.advance(3_000);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "none", paused: true });
	});

	it("asks for no more of the budget, and the budget offers it no shorter window", async () => {
		const { attention, clock, join, wires } = await liveSensors();
		const device = new TestDevice();
		const record = await join("s", device);
		record.sensor!.ingest([at("battery", 25, 1)], 0);
		attention.granted.novelty("s", "ecg", 60_000);
		expect(streamOf(record, attention)).toMatchObject({ level: "medium", without: { level: "none" } });
		attention.add("s", "ecg", "focus");
		expect(streamOf(record, attention).level).toBe("medium");
		wires.allocation.produce("test").send({
			...{ at: 0, epoch: 1, lambda: Number.POSITIVE_INFINITY, pauseBelow: 0, contended: false },
			...({ demanded: 0, granted: 0, budget: 0, reason: "" } satisfies Partial<Allocation>),
		});
		await clock.advance(1_000);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "medium", recommended_batch_window: 200 });
	});
});
