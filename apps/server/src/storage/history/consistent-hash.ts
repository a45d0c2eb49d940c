/**
 * Chooses one of `shards` for a key so that a changed number of shards moves as few keys as possible.
 *
 * Jump consistent hash (Lamping and Veach, 2014, arXiv:1406.2294) over a 64-bit FNV-1a of the key, with the
 * paper's generator in 32-bit halves.
 */
export function consistentHash(key: string, shards: number): number {
	let state = fnv1a(key);
	let chosen = 0;
	let next = 0;
	while (next < shards) {
		chosen = next;
		state = (state * 2_862_933_555_777_941_757n + 1n) & 0xffff_ffff_ffff_ffffn;
		next = Math.floor((chosen + 1) * (2 ** 31 / (Number(state >> 33n) + 1)));
	}
	return chosen;
}

function fnv1a(key: string): bigint {
	let hash = 0xcbf2_9ce4_8422_2325n;
	for (const byte of Buffer.from(key, "utf8")) {
		hash = ((hash ^ BigInt(byte)) * 0x100_0000_01b3n) & 0xffff_ffff_ffff_ffffn;
	}
	return hash;
}
