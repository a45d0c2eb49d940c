import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { decodeStreamFrame } from "./decode-stream-frame.ts";
import { encodeNumbers, encodeStructured } from "./encode-block.ts";
import { FRAME_SEED, GAP_REASONS, gapFlags, STREAM_FORMAT } from "./stream-frame.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 10_000);
/** A frame without blocks is complete: format, flags, seq and a time of two bytes. */
const HEADER_BYTES = 5;

const EPOCH = 1_700_000_000_000;

function frame(write: (writer: ByteWriter) => void): Uint8Array {
	const writer = new ByteWriter(4);
	writer.u8(STREAM_FORMAT);
	writer.u8(0);
	writer.varint(7);
	writer.signed(1_234);
	write(writer);
	return writer.written.slice();
}

function roundTrip(times: number[], values: number[], stride: number, bits: 32 | 64, decimals = 0) {
	const bytes = frame((writer) => {
		encodeNumbers(
			writer,
			{ stream: 3, seq: 99, times, count: times.length, arrived: times.at(-1)! + 12, epoch: EPOCH },
			{ values, stride, bits, decimals },
		);
	});
	return { bytes, frame: decodeStreamFrame(bytes, EPOCH, (stream) => (stream === 3 ? stride : undefined)) };
}

describe("varints", () => {
	it("come back for every whole number (property)", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })), (numbers) => {
				const writer = new ByteWriter(1);
				for (const number of numbers) writer.signed(number);
				const reader = new ByteReader(writer.written);
				expect(numbers.map(() => reader.signed())).toEqual(numbers.map((number) => number + 0));
				expect(reader.done).toBe(true);
			}),
			{ numRuns: RUNS },
		);
	});
});

describe("stream frames", () => {
	const steps = fc.array(
		fc.oneof(fc.constant(4), fc.integer({ min: 2, max: 3 }), fc.integer({ min: 0, max: 70_000 })),
		{ minLength: 1, maxLength: 200 },
	);
	const number32 = fc.float({ noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
	const decimal = fc
		.tuple(fc.integer({ min: -8_000_000, max: 8_000_000 }), fc.integer({ min: 0, max: 5 }))
		.map(([n, d]) => Math.fround(n / 10 ** d));

	it("return numbers, unknown ones too, exactly as the 32-bit floats they were (property)", () => {
		fc.assert(
			fc.property(
				steps,
				fc.integer({ min: 1, max: 4 }),
				fc.boolean(),
				fc.infiniteStream(fc.oneof(decimal, decimal, number32)),
				(dts, stride, mixed, source) => {
					let time = EPOCH - 5_000;
					const times = dts.map((dt) => (time += dt));
					const values = Array.from({ length: times.length * stride }, () => {
						const value = source.next().value as number;
						return mixed ? value : Math.fround(Math.round(value) % 5_000) + 0;
					});
					const { frame: decoded } = roundTrip(times, values, stride, 32);
					const [block] = decoded.blocks;
					expect(Array.from(block!.times)).toEqual(times);
					expect(Array.from(block!.values as Float64Array, Math.fround)).toEqual(values);
					expect(block).toMatchObject({ stream: 3, seq: 99, arrived: times.at(-1)! + 12 });
				},
			),
			{ numRuns: RUNS },
		);
	});

	it("return 64-bit floats to the last bit (property)", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }),
				(values) => {
					const times = values.map((_, k) => EPOCH + k);
					const [block] = roundTrip(times, values, 1, 64).frame.blocks;
					expect(Array.from(block!.values as Float64Array)).toEqual(values);
				},
			),
			{ numRuns: RUNS },
		);
	});

	it("give decimals back as the numbers people write", () => {
		const values = [0.123, -0.4, 0.125].map(Math.fround);
		expect(
			Array.from(
				roundTrip([EPOCH, EPOCH + 4, EPOCH + 8], values, 1, 32).frame.blocks[0]!.values as Float64Array,
			),
		).toEqual([0.123, -0.4, 0.125]);
	});

	it("pack many differences, of each component by its own measure, and large ones among them (property)", () => {
		const small = fc.integer({ min: -40, max: 40 });
		const large = fc.integer({ min: -(2 ** 31), max: 2 ** 31 });
		const column = fc.tuple(fc.constantFrom(1, 50), fc.oneof({ weight: 30, arbitrary: small }, large));
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 4 }),
				fc.array(column, { minLength: 4, maxLength: 120 }),
				(stride, all) => {
					const count = Math.floor(all.length / stride);
					if (count === 0) return;
					const values = all
						.slice(0, count * stride)
						.map(([factor, n], k) => (k % 9 === 8 ? Number.NaN : ((k % stride) + 1) * factor * n));
					const times = Array.from({ length: count }, (_, k) => EPOCH + k);
					const [block] = roundTrip(times, values, stride, 64).frame.blocks;
					expect(Array.from(block!.values as Float64Array)).toEqual(values.map((value) => value + 0));
				},
			),
			{ numRuns: RUNS },
		);
	});

	it("take little more than the entropy of noise", () => {
		let state = 1;
		const random = () => {
			state = (state * 48_271) % 2_147_483_647;
			return state / 2_147_483_647;
		};
		const noise = () => Math.round(12 * (random() + random() + random() - 1.5)) + 0;
		const values = Array.from({ length: 2_000 }, noise);
		const times = values.map((_, k) => EPOCH + k * 4);
		// A standard deviation of 6 makes differences of 8.5: log2(8.5 × √(2πe)) = 5.1 bits.
		expect(roundTrip(times, values, 1, 64).bytes.length).toBeLessThan((2_000 * 5.5) / 8);
	});

	it("carry 250 Hz ECG at 1 µV in less than a byte per sample", () => {
		const values = Array.from({ length: 125 }, (_, k) =>
			Math.fround(Math.round(40 * Math.sin(k / 9)) / 1_000),
		);
		const times = values.map((_, k) => EPOCH + k * 4);
		expect(roundTrip(times, values, 1, 32, 3).bytes.length).toBeLessThan(125 * 0.9 + 24);
	});

	it("carry structured values as JSON", () => {
		const values = [{ title: "song" }, null, "text"];
		const bytes = frame((writer) =>
			encodeStructured(
				writer,
				{ stream: 1, seq: 1, times: [EPOCH, EPOCH, EPOCH + 1], count: 3, arrived: EPOCH, epoch: EPOCH },
				new TextEncoder().encode(JSON.stringify(values)),
			),
		);
		expect(decodeStreamFrame(bytes, EPOCH, () => 1)).toMatchObject({
			seq: 7,
			serverTime: EPOCH + 1_234,
			seed: false,
			blocks: [{ values }],
		});
	});

	it("tell why samples before theirs were left out", () => {
		const withFlags = (flags: number) => {
			const bytes = frame(() => {});
			bytes[1] = flags;
			return decodeStreamFrame(bytes, EPOCH, () => 1);
		};
		for (const reason of GAP_REASONS) {
			expect(withFlags(FRAME_SEED | gapFlags(reason))).toMatchObject({ seed: true, gap: { reason } });
			expect(withFlags(gapFlags(reason))).toMatchObject({ seed: false, gap: { reason } });
		}
		expect(withFlags(gapFlags(null))).not.toHaveProperty("gap");
		expect(withFlags(7 << 1)).toMatchObject({ gap: { reason: "samples left out" } });
	});

	it("refuse any cut or foreign bytes with an error, never anything else (property)", () => {
		const { bytes } = roundTrip([EPOCH, EPOCH + 4], [1, 2], 1, 32);
		for (let length = 0; length < bytes.length; length++) {
			if (length !== HEADER_BYTES)
				expect(() => decodeStreamFrame(bytes.subarray(0, length), EPOCH, () => 1)).toThrow(/A frame must be/);
		}
		expect(() => decodeStreamFrame(bytes, EPOCH, () => undefined)).toThrow(/not announced/);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
				try {
					decodeStreamFrame(noise, EPOCH, () => 1);
				} catch (error) {
					expect((error as { code?: string }).code).toBe("malformed_frame");
				}
			}),
			{ numRuns: RUNS },
		);
	});
});
