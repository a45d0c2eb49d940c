import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COPY_HEADER, COPY_TRAILER } from "./copy-encoder.ts";
import { CopyRowReader } from "./copy-row-reader.ts";

const column = fc.option(fc.uint8Array({ maxLength: 20 }));
const rows = fc.array(fc.array(column, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

function encode(columns: (Uint8Array | null)[]): Buffer {
	const parts = columns.flatMap((value) => {
		const length = Buffer.alloc(4);
		length.writeInt32BE(value?.length ?? -1);
		return [length, value ?? new Uint8Array()];
	});
	return Buffer.concat([Buffer.from([0, columns.length]), ...parts]);
}

describe("CopyRowReader", () => {
	it("finds the same rows however the bytes are cut", () => {
		fc.assert(
			fc.property(rows, fc.array(fc.integer({ min: 1, max: 40 })), (written, cuts) => {
				const bytes = Buffer.concat([COPY_HEADER, ...written.map(encode), COPY_TRAILER]);
				const read: (number[] | null)[][] = [];
				const reader = new CopyRowReader((columns) => read.push(columns.map((value) => value && [...value])));
				let at = 0;
				for (const cut of cuts) {
					reader.push(bytes.subarray(at, at + cut));
					at += cut;
				}
				reader.push(bytes.subarray(at));
				expect(read).toEqual(written.map((columns) => columns.map((value) => value && [...value])));
			}),
		);
	});
});
