/** Components along x, y and z. */
export type Vector = readonly [x: number, y: number, z: number];

/** Unit quaternion that turns from the body's axes into the world's. */
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

/** Orientation by angles in rad, turned in the order yaw (about z), pitch (about y), roll (about x). */
export interface Angles {
	roll: number;
	pitch: number;
	yaw: number;
}

/** Brings a vector of the world into the body's axes. */
export function toBody({ pitch, roll, yaw }: Angles, [east, north, up]: Vector): Vector {
	const [cr, sr, cp, sp] = [Math.cos(roll), Math.sin(roll), Math.cos(pitch), Math.sin(pitch)];
	const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
	return [
		cy * cp * east + sy * cp * north - sp * up,
		(cy * sp * sr - sy * cr) * east + (sy * sp * sr + cy * cr) * north + cp * sr * up,
		(cy * sp * cr + sy * sr) * east + (sy * sp * cr - cy * sr) * north + cp * cr * up,
	];
}

/** Rotation rates about the body's axes that the rates of change of the angles mean, rad/s. */
export function bodyRates({ pitch, roll }: Angles, rates: Angles): Vector {
	const [cr, sr, cp, sp] = [Math.cos(roll), Math.sin(roll), Math.cos(pitch), Math.sin(pitch)];
	return [
		rates.roll - rates.yaw * sp,
		rates.pitch * cr + rates.yaw * cp * sr,
		-rates.pitch * sr + rates.yaw * cp * cr,
	];
}

/** The quaternion of an orientation; it changes as smoothly as the angles do. */
export function quaternionOf({ pitch, roll, yaw }: Angles): Quaternion {
	const [cr, sr] = [Math.cos(roll / 2), Math.sin(roll / 2)];
	const [cp, sp] = [Math.cos(pitch / 2), Math.sin(pitch / 2)];
	const [cy, sy] = [Math.cos(yaw / 2), Math.sin(yaw / 2)];
	return [
		cr * cp * cy + sr * sp * sy,
		sr * cp * cy - cr * sp * sy,
		cr * sp * cy + sr * cp * sy,
		cr * cp * sy - sr * sp * cy,
	];
}

/** Compass direction of the body's y axis in degrees clockwise from north, 0 ≤ h < 360. */
export function headingOf({ pitch, roll, yaw }: Angles): number {
	const east = Math.cos(yaw) * Math.sin(pitch) * Math.sin(roll) - Math.sin(yaw) * Math.cos(roll);
	const north = Math.sin(yaw) * Math.sin(pitch) * Math.sin(roll) + Math.cos(yaw) * Math.cos(roll);
	return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}
