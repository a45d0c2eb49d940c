import { SensoctoSocket, SensorStream, ViewerSession } from "@sensocto/client";
import { type BackpressureConfig, SYSTEM_LOADS, type SystemLoad } from "@sensocto/protocol";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "../launch-server.ts";

/** Devices nobody looks at: enough of them for their spread to show. */
const UNWATCHED = 60;

/** A worsening waits up to 2 s after the one before, then up to 0.5 s; the rest is for a busy machine. */
const STEP_MS = 8_000;

/** Spread of a step over the devices, at least, in ms. */
const SPREAD_MS = 300;

/** The contract's table: window in ms, batch size, whether paused. */
const TABLE: Record<string, Record<SystemLoad, readonly [number, number, boolean]>> = {
	high: {
		normal: [100, 1, false],
		elevated: [150, 1, false],
		high: [300, 1, false],
		critical: [500, 1, false],
	},
	medium: {
		normal: [500, 5, false],
		elevated: [750, 5, false],
		high: [1_500, 5, false],
		critical: [2_500, 5, false],
	},
	none: {
		normal: [5_000, 20, false],
		elevated: [7_500, 20, false],
		high: [15_000, 20, false],
		critical: [25_000, 20, true],
	},
};

interface Told {
	readonly sensorId: string;
	readonly at: number;
	readonly config: BackpressureConfig;
}

describe("scenario 8: the load is set to elevated, high and critical by hand", () => {
	const told: Told[] = [];
	const ids = ["high", "medium", ...Array.from({ length: UNWATCHED }, (_, n) => `none ${n}`)];
	let server: TestServer;
	let socket: SensoctoSocket;

	beforeAll(async () => {
		server = await TestServer.launch();
		await waitUntil(isMeasured, { what: "the first reading of the load" });
		socket = new SensoctoSocket(server.url);
		socket.connect();
		await Promise.all(ids.map(device));
		await waitUntil(() => ids.every(last), { what: "the first configuration of every device" });
		const viewer = new ViewerSession(socket, { viewId: "scenario 8" });
		await viewer.open();
		viewer.attention({
			add: [
				{ sensor_id: "high", kind: "focus" },
				{ sensor_id: "medium", kind: "view" },
			],
		});
		for (const id of ["high", "medium"]) {
			await waitUntil(() => last(id)?.config.attention_level === id, { what: `attention to ${id}` });
		}
	});
	afterAll(async () => {
		await socket.close();
		await server.stop();
	});

	async function isMeasured(): Promise<boolean> {
		const { body } = await server.request("/health/ready");
		return (body as { checks: { system_load: { level: string } } }).checks.system_load.level !== "unknown";
	}

	async function device(sensorId: string): Promise<void> {
		const stream = new SensorStream(socket, {
			...{ sensorId, sensorName: sensorId, sensorType: "generic", connectorId: "s8", connectorName: "S8" },
			...{ connectorType: "test", provenance: "real" },
			attributes: { temperature: { attribute_type: "temperature", sampling_rate: 1 } },
		});
		stream.onConfig((config) => told.push({ sensorId, at: performance.now(), config }));
		await stream.open();
	}

	const last = (sensorId: string) => told.findLast((each) => each.sensorId === sensorId);

	/** Sets the label or takes it back; answers the present reading. */
	async function inject(label: SystemLoad | null): Promise<{ label: SystemLoad; injected: boolean }> {
		const { body, status } = await server.request("/api/admin/load", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ label }),
		});
		expect(status).toBe(200);
		return (body as { load: { label: SystemLoad; injected: boolean } }).load;
	}

	/** Sets the label; answers what the devices were told until every one knew it. */
	async function step(label: SystemLoad): Promise<Told[]> {
		const from = told.length;
		expect(await inject(label)).toMatchObject({ label, injected: true });
		const known = () => ids.every((id) => last(id)?.config.system_load === label);
		await waitUntil(known, { timeoutMs: STEP_MS, what: `${label} at every device` });
		return told.slice(from);
	}

	/** What the table says about a device. */
	function row(sensorId: string, label: SystemLoad): Partial<BackpressureConfig> {
		const [recommended_batch_window, recommended_batch_size, paused] = TABLE[sensorId.split(" ")[0]!]![label];
		return { system_load: label, recommended_batch_window, recommended_batch_size, paused };
	}

	/** How often each device was told something. */
	const counts = (pushes: readonly Told[]) =>
		ids.map((id) => pushes.filter(({ sensorId }) => sensorId === id).length);

	it("tells each device once per step, spread over at least 300 ms, what the table says", async () => {
		const afterwards: number[] = [];
		for (const label of ["elevated", "high", "critical"] as const) {
			const pushes = await step(label);
			expect(counts(pushes)).toEqual(ids.map(() => 1));
			const times = pushes.map(({ at }) => at);
			expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(SPREAD_MS);
			for (const { config, sensorId } of pushes) {
				expect(config).toMatchObject(row(sensorId, label));
				expect(config.reason).toContain(`load set to ${label} by hand`);
			}
			afterwards.push(told.length);
		}
		// Nothing more came of a step until the next began.
		expect(afterwards).toEqual([1, 2, 3].map((steps) => afterwards[0]! + (steps - 1) * ids.length));
	}, 40_000);

	it("tells each device once, when the load is normal again", async () => {
		const pushes = await step("normal");
		expect(counts(pushes)).toEqual(ids.map(() => 1));
		for (const { config, sensorId } of pushes) expect(config).toMatchObject(row(sensorId, "normal"));
	}, 20_000);

	it("goes back to what is measured", async () => {
		const { label, injected } = await inject(null);
		expect(injected).toBe(false);
		expect(SYSTEM_LOADS).toContain(label);
	});
});
