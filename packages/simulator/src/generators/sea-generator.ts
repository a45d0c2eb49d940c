import type { Sea, SeaReading } from "../sea/sea.ts";
import { type Generator, rounded } from "./generator.ts";

interface Quantity {
	digits: number;
	read: SeaReading;
}

const quantity = (digits: number, read: SeaReading): Quantity => ({ digits, read });

/** What a marine station measures, by attribute type. */
export const SEA_QUANTITIES = {
	water_temperature: quantity(2, (sea, t) => sea.temperature(t)),
	sea_surface_temperature: quantity(2, (sea, t) => sea.surfaceTemperature(t)),
	salinity: quantity(2, (sea, t) => sea.salinity(t)),
	ph: quantity(3, (sea, t) => sea.ph(t)),
	dissolved_oxygen: quantity(2, (sea, t) => sea.oxygen(t)),
	turbidity: quantity(2, (sea, t) => sea.turbidity(t)),
	depth: quantity(2, (sea, t, index) => sea.depth(t, index)),
	current_speed: quantity(3, (sea, t) => Math.abs(sea.flow(t))),
	current_direction: quantity(0, (sea, t) => sea.currentDirection(t)),
	wave_height: quantity(2, (sea, t) => sea.waveHeight(t)),
	wind_speed: quantity(1, (sea, t) => sea.wind(t)),
	solar_irradiance: quantity(0, (sea, t) => sea.irradiance(t)),
	light_par: quantity(0, (sea, t) => sea.photosyntheticLight(t)),
} as const satisfies Record<string, Quantity>;

export type SeaQuantity = keyof typeof SEA_QUANTITIES;

/** One quantity of the sea a station lies in. */
export class SeaGenerator implements Generator {
	readonly #sea: Sea;
	readonly #quantity: Quantity;

	constructor(sea: Sea, name: SeaQuantity) {
		this.#sea = sea;
		this.#quantity = SEA_QUANTITIES[name];
	}

	sample(index: number, timeS: number): number {
		const { digits, read } = this.#quantity;
		const value = rounded(read(this.#sea, timeS, index), digits);
		return digits === 0 && this.#quantity === SEA_QUANTITIES.current_direction ? value % 360 : value;
	}
}
