import type { JsonValue } from "@sensocto/protocol";

/** A body as lines and points of the picture it was seen in; x and y are 0 to 1, y downwards. */
export interface StickFigure {
	/** Lines between joints that were seen, as an SVG path in hundredths of the picture. */
	readonly bones: string;
	/** Circle around the head; absent when no part of it was seen. */
	readonly head: { readonly x: number; readonly y: number; readonly radius: number } | undefined;
	/** Points of the body, and how many of them were seen. */
	readonly points: number;
	readonly seen: number;
}

interface Joint {
	readonly x: number;
	readonly y: number;
}

/** Points of a body in the usual order of 33: nose, eyes, ears, mouth, shoulders down to the fingers, hips down to the feet. */
const POINTS = 33;
const NOSE = 0;
const EARS = [7, 8] as const;
const BONES: readonly (readonly number[])[] = [
	[15, 13, 11, 12, 14, 16],
	[11, 23, 24, 12],
	[23, 25, 27, 31],
	[24, 26, 28, 32],
	[15, 19],
	[16, 20],
];

/** A point that is less probably in the picture than this is not drawn. */
const VISIBLE = 0.5;

/** Size of a head beside the length of a trunk. */
const HEAD_OF_TRUNK = 0.19;
const SMALLEST_HEAD = 0.02;

/** A pose sample as a figure; undefined when it is no list of the 33 usual points. */
export function stickFigure(value: JsonValue | undefined): StickFigure | undefined {
	const joints = jointsOf(value);
	if (joints === undefined) return undefined;
	return {
		bones: BONES.map((chain) => chainPath(chain.map((index) => joints[index]))).join(""),
		head: headOf(joints),
		points: POINTS,
		seen: joints.filter((joint) => joint !== undefined).length,
	};
}

function jointsOf(value: JsonValue | undefined): (Joint | undefined)[] | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	const { landmarks } = value;
	if (!Array.isArray(landmarks) || landmarks.length !== POINTS) return undefined;
	return landmarks.map((landmark) => {
		if (typeof landmark !== "object" || landmark === null || Array.isArray(landmark)) return undefined;
		const { v, visibility = v, x, y } = landmark;
		if (typeof x !== "number" || typeof y !== "number") return undefined;
		return typeof visibility === "number" && visibility < VISIBLE ? undefined : { x, y };
	});
}

/** Lines through joints one after the other; one that was not seen interrupts them. */
function chainPath(chain: readonly (Joint | undefined)[]): string {
	let path = "";
	for (const [index, joint] of chain.entries()) {
		const before = chain[index - 1];
		if (joint === undefined || before === undefined) continue;
		if (!path.endsWith(at(before))) path += `M${at(before)}`;
		path += `L${at(joint)}`;
	}
	return path;
}

function at({ x, y }: Joint): string {
	return `${(100 * x).toFixed(1)} ${(100 * y).toFixed(1)}`;
}

function headOf(joints: readonly (Joint | undefined)[]): StickFigure["head"] {
	const ears = middle(joints[EARS[0]], joints[EARS[1]]);
	const centre = ears ?? joints[NOSE];
	if (centre === undefined) return undefined;
	const shoulders = middle(joints[11], joints[12]);
	const hips = middle(joints[23], joints[24]);
	const trunk = shoulders && hips ? Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y) : 0;
	return { ...centre, radius: Math.max(SMALLEST_HEAD, trunk * HEAD_OF_TRUNK) };
}

function middle(one: Joint | undefined, other: Joint | undefined): Joint | undefined {
	return one && other && { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}
