/** Attribute ids a topic's keys remember; the byte comparison stays short. */
export const REMEMBERED_ATTRIBUTES = 32;

const QUOTE = 0x22;

/** From so many bytes on, a call into the runtime compares faster than a loop. */
const NATIVE_FROM = 48;

/** The bytes by which frames of one joined topic are recognised. */
export class ScanKeys {
	/** The topic as JSON, with its comma in front. */
	readonly topic: Buffer;
	/** The join reference as JSON, with the bracket in front. */
	readonly joinRef: Buffer;
	readonly #attributes: { readonly bytes: Buffer; readonly id: string }[] = [];

	constructor(topic: string, joinRef: string | number | null) {
		this.topic = Buffer.from(`,${JSON.stringify(topic)}`);
		this.joinRef = Buffer.from(`[${JSON.stringify(joinRef)}`);
	}

	/** Remembers an attribute that was seen the long way. */
	learn(id: string): void {
		if (this.#attributes.length >= REMEMBERED_ATTRIBUTES || this.#attributes.some((known) => known.id === id))
			return;
		this.#attributes.push({ bytes: Buffer.from(id), id });
	}

	/** The remembered attribute whose id stands at `at`, followed by a quote; the last one found is tried first. */
	attributeAt(bytes: Buffer, at: number): string | null {
		const attributes = this.#attributes;
		for (let k = 0; k < attributes.length; k++) {
			const known = attributes[k]!;
			if (bytes[at + known.bytes.length] !== QUOTE || !startsWith(bytes, at, known.bytes)) continue;
			if (k > 0) {
				attributes[k] = attributes[k - 1]!;
				attributes[k - 1] = known;
			}
			return known.id;
		}
		return null;
	}
}

/** Whether these bytes stand at a place of others. */
export function startsWith(bytes: Buffer, at: number, expected: Buffer): boolean {
	const { length } = expected;
	if (at + length > bytes.length) return false;
	if (length >= NATIVE_FROM) return bytes.compare(expected, 0, length, at, at + length) === 0;
	for (let k = 0; k < length; k++) if (bytes[at + k] !== expected[k]) return false;
	return true;
}
