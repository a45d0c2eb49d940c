import { type SeededRng, withSeed } from "@sensocto/testkit";
import { expect, it } from "vitest";
import { DeliveryWorld, SENSOR, SIGNALS } from "./delivery/delivery-world.ts";
import { SeenStream, timeOf } from "./delivery/seen-stream.ts";

/** Worlds, and things that happen in each; `DELIVERY_RUNS=20000` for the long form. */
const RUNS = Number(process.env.DELIVERY_RUNS ?? 500);
const STEPS = 200;

const VIEWERS = 2;
const KINDS = ["view", "hover", "focus", "pin"] as const;
const CHOICES = ["auto", "high", "medium", "low", "minimal"] as const;

/** Past that viewers ask for, in ms: whoever comes back within it misses nothing. */
const SEED_MS = 60_000;

type Viewer = Awaited<ReturnType<DeliveryWorld["viewer"]>> & { readonly seen: SeenStream[] };

async function openViewer(world: DeliveryWorld): Promise<Viewer> {
	const { link, session } = await world.viewer();
	const seen = SIGNALS.map(() => new SeenStream());
	for (const [k, signal] of SIGNALS.entries()) {
		const subscribed = session.stream(SENSOR, signal, { seedMs: SEED_MS }, (block) => seen[k]!.take(block));
		await world.clock.advance(50);
		await subscribed;
	}
	session.onBatch(({ seq }) => session.ack(seq, 1));
	return { session, link, seen };
}

/** A device: its samples come in batches, now and then in the wrong order or a batch late. */
class Device {
	readonly counts = SIGNALS.map(() => 0);
	readonly #world: DeliveryWorld;
	readonly #rng: SeededRng;
	/** Samples held back, by signal. */
	readonly #held: (number | null)[] = SIGNALS.map(() => null);

	constructor(world: DeliveryWorld, rng: SeededRng) {
		this.#world = world;
		this.#rng = rng;
	}

	send(signal: number, count: number): void {
		const first = this.counts[signal]!;
		const batch = Array.from({ length: count }, (_, k) => first + k);
		this.counts[signal] = first + count;
		const late = this.#held[signal]!;
		this.#held[signal] = null;
		if (this.#rng.chance(0.2)) batch.reverse();
		if (late !== null) batch.push(late);
		else if (this.#rng.chance(0.2) && count > 1) this.#held[signal] = batch.shift()!;
		for (const n of batch) this.#append(signal, n);
	}

	/** Sends what was held back. */
	finish(): void {
		this.#held.forEach((late, signal) => {
			if (late !== null) this.#append(signal, late);
		});
	}

	#append(signal: number, n: number): void {
		const attribute = this.#world.attributes[signal]!;
		const { stride } = attribute.ring;
		attribute.append(timeOf(n), stride === 1 ? n : new Float64Array(stride).fill(n), this.#world.clock.now());
	}
}

function act(viewer: Viewer, rng: SeededRng): void {
	const { link, session } = viewer;
	const lease = { sensor_id: SENSOR, attribute_id: rng.pick(SIGNALS), kind: rng.pick(KINDS) };
	const acts: (() => void)[] = [
		() => session.attention({ add: [lease] }),
		() => session.attention({ remove: [lease] }),
		() => session.attention({ hidden: rng.chance(0.5) }),
		() => session.choose(rng.pick(CHOICES)),
		() => link().read(rng.chance(0.5)),
		() => link().cut(),
		() => {
			link().latencyMs = rng.int(1, 400);
		},
	];
	rng.pick(acts)();
}

async function live(rng: SeededRng): Promise<void> {
	const world = new DeliveryWorld(rng);
	const device = new Device(world, rng);
	for (const signal of SIGNALS.keys()) device.send(signal, 1);
	const viewers: Viewer[] = [];
	for (let k = 0; k < VIEWERS; k++) viewers.push(await openViewer(world));
	for (let step = 0; step < STEPS; step++) {
		if (rng.chance(0.6)) device.send(rng.int(0, SIGNALS.length - 1), rng.int(1, 8));
		else if (rng.chance(0.4)) act(rng.pick(viewers), rng);
		else await world.clock.advance(rng.chance(0.1) ? rng.int(500, 5_000) : rng.int(1, 120));
	}
	device.finish();
	for (const { link, session } of viewers) {
		session.choose("auto");
		session.attention({ hidden: false });
		link().read(true);
	}
	await world.clock.advance(20_000);
	viewers.forEach(({ seen }, viewer) => {
		seen.forEach((stream, signal) => {
			expect({
				viewer,
				signal,
				faults: stream.faults(device.counts[signal]! - 1, SIGNALS[signal] === "button"),
			}).toEqual({
				...{ viewer, signal, faults: [] },
			});
		});
	});
}

it.each([4_257_120_580, 2_097_923_882, 2_062_964_975])(
	"C6 a late event of a viewer that is behind comes with its next snapshot (seed %i)",
	(seed) => withSeed(live, seed),
);

it(`C6 every viewer gets each sample once, in order, with gaps told, all events, and in the end the newest (${RUNS} × ${STEPS})`, {
	timeout: 60_000 + RUNS * 400,
}, async () => {
	for (let run = 0; run < RUNS; run++) await withSeed(live);
});
