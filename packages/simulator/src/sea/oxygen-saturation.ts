/**
 * Oxygen that water in contact with air dissolves, mg/L, at sea level.
 *
 * Benson & Krause (1984) in the form of Standard Methods 4500-O.
 *
 * @param celsius temperature, 0–40 °C.
 * @param salinity g/kg.
 */
export function oxygenSaturation(celsius: number, salinity: number): number {
	const t = celsius + 273.15;
	const fresh =
		-139.344_11 + 1.575_701e5 / t - 6.642_308e7 / t ** 2 + 1.2438e10 / t ** 3 - 8.621_949e11 / t ** 4;
	return Math.exp(fresh - salinity * (1.7674e-2 - 10.754 / t + 2140.7 / t ** 2));
}
