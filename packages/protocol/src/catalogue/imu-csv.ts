const FIELDS = 7;
const COMPONENTS = 6;

/**
 * Reads the text form of motion data, `t,ax,ay,az,rx,ry,rz[,qw,qx,qy,qz]`.
 *
 * The time and the quaternion are dropped, an unreadable component is 0, further components up to `stride` are missing
 * (NaN). Undefined when there are fewer than seven fields.
 */
export function imuFromCsv(text: string, stride: number): Float64Array | undefined {
	const parts = text.split(",", FIELDS);
	if (parts.length < FIELDS) return undefined;
	const sample = new Float64Array(stride).fill(Number.NaN);
	for (let i = 0; i < COMPONENTS; i++) {
		const value = Number.parseFloat(parts[i + 1]!);
		sample[i] = Number.isFinite(value) ? value : 0;
	}
	return sample;
}
