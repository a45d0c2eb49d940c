import { BUSY, FaultHook, FaultProxy, waitUntil } from "@sensocto/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Crowd } from "./harness/crowd.ts";
import { Metronome } from "./harness/metronome.ts";
import { report } from "./harness/report.ts";
import { type SeenPart, SlowViewer } from "./harness/slow-viewer.ts";
import { TestServer } from "./launch-server.ts";

/**
 * Length of each of the two measurements; the long form, `SLOW_VIEWER_SECONDS=30` or more, has all its viewers and holds
 * the bound on ages itself.
 */
const SECONDS = Number(process.env.SLOW_VIEWER_SECONDS ?? 4);
const IS_LONG = SECONDS >= 30;

const RATE_HZ = 100;
const ATTRIBUTES = Array.from({ length: 20 }, (_, k) => `lead-${k}`);
const HEALTHY = IS_LONG ? 98 : 20;

/** Memory that two slow viewers may cost, in bytes. */
const GROWTH_BYTES = 16 * 1_024 * 1_024;

/** Questions of a client that reads no answer; together they are several times as long as that bound. */
const QUESTIONS = 300;

/** How much older samples may be at healthy viewers while others are slow: a share, and the length of a tick in ms. */
const AGE_RATIO = 1.2;
const AGE_SLACK_MS = 25;

/** Samples of one stream that follow a gap at most: the newest, and the extremes if they stand beside it. */
const KEPT_SAMPLES = 3;

let server: TestServer;
let hook: FaultHook;
let proxy: FaultProxy;
beforeAll(async () => {
	hook = await FaultHook.create();
	server = await TestServer.launch(hook.env);
	proxy = await FaultProxy.listen({
		port: server.port,
		plan: () => ({ toClient: { bytesPerSecond: 1_000 } }),
	});
});
/** What a run leaves open, to be closed however it ends. */
const closing: (() => unknown)[] = [];
afterEach(async () => {
	await Promise.all(closing.splice(0).map((close) => close()));
});
afterAll(async () => {
	await proxy?.close();
	hook?.close();
	await server?.stop();
});

async function stalledViewers(): Promise<number> {
	const text = await (await fetch(`${server.url}/metrics`)).text();
	return Number(/^sensocto_viewers_stalled (\d+)/m.exec(text)?.[1]);
}

/** Lets viewers ask until the server has stalled both. */
async function stall(viewers: readonly SlowViewer[]): Promise<void> {
	const full = async () => {
		for (const viewer of viewers) viewer.askForMore();
		return (await stalledViewers()) === viewers.length;
	};
	await waitUntil(full, { timeoutMs: 60_000, intervalMs: 40, what: "two stalled viewers" });
}

/** What is wrong with what a stalled viewer got of one stream; nothing when all is well. */
function faults(key: string, parts: readonly SeenPart[]): string[] {
	const jumps = parts.filter(({ gap }) => gap !== null);
	const wrong = parts.flatMap(({ gap, seq }, k) => {
		const expected = k === 0 ? seq : parts[k - 1]!.seq + parts[k - 1]!.count;
		return gap === null ? seq !== expected : seq <= expected;
	});
	const unexplained = jumps.filter(({ count, gap }) => gap !== "your connection" || count > KEPT_SAMPLES);
	return wrong.includes(true) || jumps.length === 0 || unexplained.length > 0
		? [`${key}: ${jumps.map(({ count, gap }) => `${count} after ${gap}`).join() || "no gap"}`]
		: [];
}

/** Waits until a client's backlog does not shrink any more: the server reads nothing of it. */
async function unheard(viewer: SlowViewer): Promise<void> {
	const backlogs: number[] = [];
	const isSteady = () => {
		backlogs.push(viewer.unsentBytes);
		const latest = backlogs.slice(-10);
		return latest.length === 10 && latest[0]! > 0 && latest.every((each) => each === latest[0]);
	};
	await waitUntil(isSteady, { timeoutMs: 60_000, intervalMs: 20, what: "a server that waits" });
}

describe("slow viewers", () => {
	it("C7 that ask again and again without reading are not heard until they have read", async () => {
		const device = { connectorId: "asked", sensorIds: ["asked-ecg"], attributeIds: ["lead"], rateHz: 10 };
		const metronome = await Metronome.open(server.url, [device]);
		closing.push(() => metronome.close());
		metronome.start();
		await metronome.beat(1);
		const viewer = await SlowViewer.open(server.port, "asking", "asked-ecg");
		closing.push(() => viewer.drop());
		const before = await hook.collectGarbage();
		viewer.stopReading();
		for (let k = 0; k < QUESTIONS; k++) viewer.askForMore();
		await unheard(viewer);
		const growth = (await hook.collectGarbage()).rssBytes - before.rssBytes;
		expect(viewer.echoes).toBe(0);
		expect(growth).toBeLessThanOrEqual(GROWTH_BYTES);
		viewer.startReading();
		await waitUntil(() => viewer.echoes === QUESTIONS, { timeoutMs: 60_000, what: "all answers" });
	});

	it("C7 cost little memory, harm nobody, and go on with the newest samples and the reason of the gap", {
		timeout: SECONDS * 10_000 + 120_000,
	}, async () => {
		const device = {
			connectorId: "slow",
			sensorIds: ["slow-ecg"],
			attributeIds: ATTRIBUTES,
			rateHz: RATE_HZ,
		};
		const metronome = await Metronome.open(server.url, [device]);
		closing.push(() => metronome.close());
		metronome.start();
		await metronome.beat(10);
		const crowd = await Crowd.open(server.url, Array(HEALTHY).fill(["slow-ecg"]));
		const deaf = await SlowViewer.open(server.port, "deaf", "slow-ecg");
		const drip = await SlowViewer.open(proxy.port, "drip", "slow-ecg");
		closing.push(
			() => crowd.close(),
			() => deaf.drop(),
			() => drip.drop(),
		);
		await metronome.beat(RATE_HZ);
		crowd.ages.reset();
		await metronome.beat(SECONDS * RATE_HZ);
		const alone = crowd.ages.quantile(0.99);
		const before = await hook.collectGarbage();

		deaf.stopReading();
		await stall([deaf, drip]);
		crowd.ages.reset();
		await metronome.beat(SECONDS * RATE_HZ);
		const beside = crowd.ages.quantile(0.99);
		const growth = (await hook.collectGarbage()).rssBytes - before.rssBytes;
		expect(await stalledViewers()).toBe(2);

		deaf.startReading();
		const isBack = () => [...deaf.parts.values()].every((parts) => parts.some(({ gap }) => gap !== null));
		await waitUntil(isBack, { timeoutMs: 60_000, what: "the newest samples" });
		const { batches } = deaf;
		await waitUntil(() => deaf.batches > batches + 2, { what: "live frames after the gap" });
		const lastTimes = await metronome.stop();
		await waitUntil(() => crowd.isComplete(lastTimes), { timeoutMs: 60_000, what: "the last samples" });

		report(
			`C7 age p99 ${alone} ms without, ${beside} ms with slow viewers; memory ${(growth / 1_048_576).toFixed(1)} MiB`,
		);
		expect(crowd.problems).toEqual([]);
		expect(deaf.parts.size).toBe(ATTRIBUTES.length);
		expect([...deaf.parts].flatMap(([key, parts]) => faults(key, parts))).toEqual([]);
		expect(growth).toBeLessThanOrEqual(GROWTH_BYTES);
		expect(beside).toBeLessThanOrEqual((IS_LONG ? 1 : BUSY) * (alone * AGE_RATIO + AGE_SLACK_MS));
	});
});
