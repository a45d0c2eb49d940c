import { uniformAt } from "../random/hash.ts";

/** A place on a route, in metres from its centre, with the direction of the route there as a unit vector. */
export interface RoutePoint {
	east: number;
	north: number;
	directionEast: number;
	directionNorth: number;
}

const TAU = 2 * Math.PI;
const STEPS = 4_096;
const LOBES = [2, 3, 4, 5] as const;

/**
 * A smooth closed way around a centre, addressed by the distance along it.
 *
 * Polar form r(θ) = R·(1 + Σ aₖ cos(kθ + φₖ)) with small aₖ, so it never crosses itself and bends gently.
 */
export class ClosedRoute {
	/** Length of one lap, m. */
	readonly lengthM: number;
	readonly #radiusM: number;
	readonly #heights: readonly number[];
	readonly #phases: readonly number[];
	readonly #distances = new Float64Array(STEPS + 1);

	constructor(seed: number, radiusM: number) {
		this.#radiusM = radiusM;
		this.#heights = LOBES.map((k) => (0.3 * (0.4 + 0.6 * uniformAt(seed, k))) / (k * k));
		this.#phases = LOBES.map((k) => TAU * uniformAt(seed, 100 + k));
		for (let i = 1; i <= STEPS; i++) {
			const from = this.#place((TAU * (i - 1)) / STEPS);
			const to = this.#place((TAU * i) / STEPS);
			this.#distances[i] = this.#distances[i - 1]! + Math.hypot(to.east - from.east, to.north - from.north);
		}
		this.lengthM = this.#distances[STEPS]!;
	}

	/** The point at a distance along the way; distances beyond a lap go on around. */
	at(distanceM: number): RoutePoint {
		const along = ((distanceM % this.lengthM) + this.lengthM) % this.lengthM;
		let low = 0;
		let high = STEPS;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (this.#distances[middle]! <= along) low = middle;
			else high = middle;
		}
		const part = (along - this.#distances[low]!) / (this.#distances[high]! - this.#distances[low]!);
		return this.#place((TAU * (low + part)) / STEPS);
	}

	#place(angle: number): RoutePoint {
		let reach = 1;
		let change = 0;
		LOBES.forEach((k, i) => {
			const at = k * angle + this.#phases[i]!;
			reach += this.#heights[i]! * Math.cos(at);
			change -= k * this.#heights[i]! * Math.sin(at);
		});
		const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
		const east = change * cos - reach * sin;
		const north = change * sin + reach * cos;
		const norm = Math.hypot(east, north);
		return {
			east: this.#radiusM * reach * cos,
			north: this.#radiusM * reach * sin,
			directionEast: east / norm,
			directionNorth: north / norm,
		};
	}
}
