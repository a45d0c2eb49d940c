import { LIMITS } from "@sensocto/protocol";
import { expect } from "vitest";
import { type ConformanceCase, measurement } from "../harness/conformance-case.ts";
import { history, onlyMarker } from "../harness/kept-samples.ts";

const T0 = 1_700_000_000_000;

/** What devices send in columns: our own form of a batch of plain numbers. */
export const COLUMN_CASES: readonly ConformanceCase[] = [
	{
		id: 75,
		title: "a join with columns: true is answered columns: true, any other join as ever",
		async run(t) {
			const reply = (columns?: unknown) =>
				t.client.channel(`sensocto:sensor:${t.id()}`, columns === undefined ? {} : { columns }).join();
			for (const other of [undefined, false, null, 1, "true"]) expect(await reply(other)).toEqual({});
			expect(await reply(true)).toEqual({ columns: true });
			const session = t.client.channel(`sensocto:sensor:${t.id()}`, { columns: true, session: t.id("run") });
			expect(await session.join()).toEqual({ columns: true, last_seq: 0 });
		},
	},
	{
		id: 76,
		title: "columns are stored whole and in order without a reply, lists of times and steps alike",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id, { columns: true });
			const send = (columns: object) => channel.send("measurements_columns", { t0: T0, columns });
			const ecg = { dt: 4, from: 2, v: Array.from({ length: 50 }, (_, i) => i / 100) };
			send({ ecg, hr: { dt: [0, 1_000, 1_990], v: [70, 71, 72] }, where: { dt: [5], v: [1] } });
			send({ ecg: { ...ecg, from: 202 }, hr: { dt: 1_000, from: 3_000, v: [73, 74] } });
			const samples = await observer.until(id, "ecg", 100);
			expect(
				samples.map(({ timestamp, value }) => [timestamp - T0, Math.round((value as number) * 100)]),
			).toEqual(Array.from({ length: 100 }, (_, i) => [2 + 4 * i, i % 50]));
			const [hr] = await Promise.all([history(t, id, "hr", 5), history(t, id, "ecg", 100)]);
			expect(hr.dt.map((ms) => hr.t0 + ms - T0)).toEqual([0, 1_000, 1_990, 3_000, 4_000]);
			expect(hr.v).toEqual([70, 71, 72, 73, 74]);
			expect((await t.server.sensor(id))!.attributes.map((each) => each.attribute_type)).toEqual([
				"ecg",
				"heartrate",
				"numeric",
			]);
			await channel.push("ping", {});
			expect(t.client.wire.all.filter(({ event }) => event === "phx_reply")).toHaveLength(2);
		},
	},
	{
		id: 77,
		title:
			"columns of another shape are refused as invalid_payload with the reason, and nothing of them is stored",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id, { columns: true });
			const good = { dt: 1, v: [1, 2] };
			for (const payload of [
				[measurement("hr", 1)],
				{ columns: { good } },
				{ t0: -1, columns: { good } },
				{ t0: T0, columns: [good] },
				{ t0: T0, columns: { good, hr: { dt: [1, 2, 3], v: [1, 2] } } },
				{ t0: T0, columns: { good, hr: { dt: -1, v: [1, 2] } } },
				{ t0: T0, columns: { good, hr: { v: [1, 2] } } },
			]) {
				const refusal = channel.push("measurements_columns", payload);
				await expect(refusal).rejects.toMatchObject({ facts: { reason: "invalid_payload" } });
				await expect(refusal).rejects.toThrow("The trouble was");
			}
			await onlyMarker(t, id, channel);
		},
	},
	{
		id: 78,
		title:
			"columns with bad samples are refused as invalid_batch with their number, and nothing of them is stored",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id, { columns: true });
			const good = { dt: 1, v: [1, 2] };
			const push = (columns: object) => channel.push("measurements_columns", { t0: T0, columns });
			await expect(push({ good, hr: { dt: 1, v: [1, null, "2", [3]] } })).rejects.toMatchObject({
				facts: { reason: "invalid_batch", failed_count: 3 },
			});
			await expect(push({ good, hr: { dt: [0, -1, null], v: [1, 2, 3] } })).rejects.toMatchObject({
				facts: { reason: "invalid_batch", failed_count: 2 },
			});
			await expect(push({ good, "bad id!": good })).rejects.toMatchObject({
				facts: { reason: "invalid_batch", failed_count: 2 },
			});
			await onlyMarker(t, id, channel);
		},
	},
	{
		id: 79,
		title:
			"columns of 10 001 samples or 257 attributes are refused, those of 10 000 and empty ones are taken",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id, { columns: true });
			const v = new Array<number>(LIMITS.batchMeasurements).fill(0);
			const columns = (ecg: object) => ({ t0: T0, columns: { ecg } });
			const push = (payload: object) => channel.push("measurements_columns", payload);
			await expect(push(columns({ dt: 1, v: [...v, 0] }))).rejects.toMatchObject({
				reason: "batch_too_large",
			});
			const many = Array.from({ length: LIMITS.attributesPerSensor + 1 }, (_, i) => [
				`a${i}`,
				{ dt: 0, v: [1] },
			]);
			await expect(push({ t0: T0, columns: Object.fromEntries(many) })).rejects.toMatchObject({
				reason: "too_many_attributes",
			});
			channel.send("measurements_columns", { t0: T0, columns: {} });
			channel.send("measurements_columns", columns({ dt: [], v: [] }));
			await channel.push("ping", {});
			expect((await t.server.sensor(id))!.attributes).toEqual([]);
			channel.send("measurements_columns", columns({ dt: 1, v }));
			await channel.push("ping", {});
			expect((await t.server.sensor(id))!.attributes[0]!.last_value!.timestamp).toBe(T0 + 9_999);
		},
	},
	{
		id: 80,
		title: "numbers in columns mean what they mean in rows: vectors, structures and events take them too",
		async run(t) {
			const [inRows, inColumns] = [t.id(), t.id()];
			const values = { battery: 80, button: 3, skeleton: 1, gas: 400 };
			const [rows, columns] = [await t.feed(inRows), await t.feed(inColumns, { columns: true })];
			const entries = Object.entries(values);
			for (let k = 0; k < 2; k++) {
				const batch = entries.map(([name, value]) => measurement(name, value + k, T0 + k));
				rows.send("measurements_batch", batch);
				const cut = entries.map(([name, value]) => [name, { dt: 0, v: [value + k] }]);
				columns.send("measurements_columns", { t0: T0 + k, columns: Object.fromEntries(cut) });
			}
			await Promise.all([rows.push("ping", {}), columns.push("ping", {})]);
			const told = async (id: string) =>
				(await t.server.sensor(id))!.attributes.map((each) => [
					each.attribute_id,
					each.attribute_type,
					each.last_value,
				]);
			expect(await told(inColumns)).toEqual(await told(inRows));
			expect(await told(inColumns)).toHaveLength(4);
		},
	},
	{
		id: 81,
		title: "a receiver may not send columns",
		async run(t) {
			const channel = await t.feed(t.id(), { sensor_type: "receiver", columns: true });
			const push = channel.push("measurements_columns", { t0: T0, columns: { hr: { dt: 1, v: [1, 2] } } });
			await expect(push).rejects.toMatchObject({ reason: "read_only" });
		},
	},
	{
		id: 82,
		title: "a unity connector gets ok {} for columns too (D3)",
		async run(t) {
			await t.client.channel(`sensocto:connector:${t.id()}`, { connector_type: "unity" }).join();
			const channel = await t.feed(t.id(), { columns: true });
			const columns = { hr: { dt: 1, v: [70, 71] } };
			expect(await channel.push("measurements_columns", { t0: T0, columns })).toEqual({});
			expect(await channel.push("measurements_columns", { t0: T0, columns })).toEqual({});
		},
	},
];
