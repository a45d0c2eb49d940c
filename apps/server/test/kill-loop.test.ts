import { setTimeout as sleep } from "node:timers/promises";
import { SensoctoSocket } from "@sensocto/client";
import { BUSY, type SeededRng, withSeed } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIGRATIONS } from "../src/infrastructure/database/migrate.ts";
import { CrashRig } from "./harness/crash-rig.ts";
import { DurableWriter } from "./harness/durable-writer.ts";
import { unlisted } from "./harness/listed-sensors.ts";
import { differences, rowDifferences } from "./harness/stored-samples.ts";

const CYCLES = Number(process.env.C9_CYCLES ?? 30);
/** Longest a start after a crash may take, in ms. */
const READY_LIMIT_MS = 5_000;
/** Decides the moments and the victims; in the title, so that it is always shown. */
const SEED = Number(process.env.TEST_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0]);
const WRITERS = 6;
const WRITE_INTERVAL_MS = 10;
const LONGEST_CYCLE_MS = 60_000;

/** What a cycle kills. */
type Victim = "server" | "database" | "both";

/** Writers on two connections that go on through every crash, and sensors that came and went. */
class Load {
	readonly sockets: readonly SensoctoSocket[];
	readonly writers: readonly DurableWriter[];
	readonly created: DurableWriter[] = [];
	/** First batch of each writer that is not compared yet. */
	readonly #next = new Map<DurableWriter, number>();
	readonly #gone = new Set<DurableWriter>();
	readonly #rig: CrashRig;
	readonly #startMs: number;
	#pump: NodeJS.Timeout | undefined;

	constructor(rig: CrashRig, startMs: number) {
		this.#rig = rig;
		this.#startMs = startMs;
		this.sockets = [new SensoctoSocket(rig.url), new SensoctoSocket(rig.url)];
		this.writers = Array.from(
			{ length: WRITERS },
			(_, index) => new DurableWriter(this.sockets[index % 2]!, `writer:${index}`, startMs),
		);
	}

	get all(): DurableWriter[] {
		return [...this.writers, ...this.created];
	}

	/** Connects at once instead of after the clients' own pause. */
	connect(): void {
		for (const socket of this.sockets) socket.connect();
	}

	begin(): void {
		this.#pump = setInterval(() => {
			for (const writer of this.writers) writer.write();
		}, WRITE_INTERVAL_MS);
	}

	pause(): void {
		clearInterval(this.#pump);
	}

	/** A new sensor that sends a little; it is there for good once that is acknowledged. */
	async create(id: string): Promise<void> {
		const writer = new DurableWriter(this.sockets[0]!, id, this.#startMs);
		await writer.open();
		this.created.push(writer);
		writer.write();
		writer.write();
	}

	/** Waits until everything is acknowledged and compares what came since the last time; created sensors leave. */
	async verify(): Promise<string[]> {
		this.pause();
		const present = this.all.filter((writer) => !this.#gone.has(writer));
		await Promise.all(present.map((writer) => writer.drain()));
		const found = await Promise.all(
			present.map((writer) => differences(this.#rig.server, writer, this.#next.get(writer) ?? 1)),
		);
		for (const writer of present) this.#next.set(writer, writer.lastSeq + 1);
		for (const writer of this.created) {
			if (!this.#gone.has(writer)) await writer.leave();
			this.#gone.add(writer);
		}
		return [...present.flatMap((writer) => writer.problems.splice(0)), ...found.flat()];
	}

	async end(): Promise<void> {
		this.pause();
		await Promise.all(this.sockets.map((socket) => socket.close()));
	}
}

describe(`C9: ${CYCLES} crashes of server and database on one data directory (TEST_SEED=${SEED})`, () => {
	let rig: CrashRig;

	beforeAll(async () => {
		rig = await CrashRig.create();
		await rig.start(); // Creates the database: the one start that is not after a crash.
		rig.readyMs.length = 0;
	});
	afterAll(() => rig.dispose());

	async function crash(victim: Victim, rng: SeededRng): Promise<void> {
		if (victim !== "server") await rig.killDatabase();
		if (victim === "both") await sleep(rng.int(0, 200)); // How far the database's end is noticed.
		if (victim !== "database") {
			await rig.killServer();
			if (rng.chance(0.2)) await rig.startAndKill(rng.int(50, 900));
			await rig.start();
		}
		await rig.healthy();
	}

	async function cycle(load: Load, number: number, rng: SeededRng): Promise<void> {
		const victim: Victim = number % 3 !== 2 ? "server" : rng.pick(["database", "both"]);
		load.begin();
		const creating = load.create(`created:${number}`).catch((error: Error) => error);
		await sleep(rng.int(20, 700)); // The moment of the crash, not a wait for something.
		await crash(victim, rng);
		load.connect();
		await creating;
		expect(await load.verify(), `after cycle ${number}, which killed the ${victim}`).toEqual([]);
	}

	it(
		"C9.1 lose no acknowledged sample, double none, invent none, and forget no sensor",
		{ timeout: CYCLES * LONGEST_CYCLE_MS },
		() =>
			withSeed(async (rng) => {
				const load = new Load(rig, Date.now() - 86_400_000);
				load.connect();
				await Promise.all(load.writers.map((writer) => writer.open()));
				for (let number = 0; number < CYCLES; number += 1) await cycle(load, number, rng);
				await load.end();
				await rig.killServer();
				await rig.start();
				expect(await unlisted(rig.server, load.all)).toEqual([]);
				expect(await rowDifferences(rig, load.all)).toEqual([]);
			}, SEED),
	);

	it("C9.2 apply each migration once, however often the server starts", async () => {
		const applied = await rig.query<{ name: string }>("select name from kysely_migration order by name");
		expect(applied.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS));
	});

	it(`C9.3 leave the server ready again within ${READY_LIMIT_MS} ms`, () => {
		// The median: a single start may share the processor with anything.
		const sorted = rig.readyMs.toSorted((a, b) => a - b);
		expect(sorted.length).toBeGreaterThan(0);
		const all = sorted.map(Math.round).join(", ");
		expect(sorted[Math.floor(sorted.length / 2)], `the starts took ${all} ms`).toBeLessThan(
			BUSY * READY_LIMIT_MS,
		);
	});
});
