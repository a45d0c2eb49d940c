import type { AttributeType } from "./attribute-type.ts";
import { type ScalarOptions, scalar } from "./define.ts";

type Row = readonly [type: string, title: string, unit: string | null, options?: ScalarOptions];

const ROWS: readonly Row[] = [
	["water_temperature", "Water temperature", "°C", { plausible: [-2, 45], display: [0, 35] }],
	["sea_surface_temperature", "Sea surface temperature", "°C", { plausible: [-2, 40], display: [0, 35] }],
	["salinity", "Salinity", "ppt", { plausible: [0, 45], display: [0, 40] }],
	["ph", "Acidity (pH)", null, { digits: 2, plausible: [0, 14], display: [6, 9] }],
	["dissolved_oxygen", "Dissolved oxygen", "mg/L", { plausible: [0, 30], display: [0, 15] }],
	["turbidity", "Turbidity", "NTU", { plausible: [0, 4000], display: [0, 20] }],
	["depth", "Depth", "m", { plausible: [0, 11_000] }],
	[
		"light_par",
		"Light for photosynthesis",
		"µmol/m²/s",
		{ digits: 0, plausible: [0, 3000], display: [0, 2000] },
	],
	["nitrate", "Nitrate", "µmol/L", { digits: 2, plausible: [0, 500] }],
	["phosphate", "Phosphate", "µmol/L", { digits: 2, plausible: [0, 100] }],
	["ammonia", "Ammonia", "µmol/L", { digits: 2, plausible: [0, 500] }],
	["alkalinity", "Alkalinity", "µmol/kg", { digits: 0, plausible: [0, 5000] }],
	["current_speed", "Current", "m/s", { digits: 2, plausible: [0, 10] }],
	["current_direction", "Current direction", "°", { digits: 0, plausible: [0, 360], display: [0, 360] }],
	["wave_height", "Wave height", "m", { digits: 2, plausible: [0, 35], display: [0, 5] }],
	["wind_speed", "Wind", "m/s", { plausible: [0, 120], display: [0, 25] }],
	["solar_irradiance", "Solar irradiance", "W/m²", { digits: 0, plausible: [0, 1500], display: [0, 1200] }],
	["fish_count", "Fish counted", null, { digits: 0, plausible: [0, 1e6] }],
	["species_diversity", "Species diversity", null, { digits: 2, plausible: [0, 1e4] }],
	["coral_coverage", "Coral cover", "%", { plausible: [0, 100], display: [0, 100] }],
	["algae_coverage", "Algae cover", "%", { plausible: [0, 100], display: [0, 100] }],
	["bleaching_index", "Bleaching", "%", { plausible: [0, 100], display: [0, 100] }],
	[
		"inference_confidence",
		"Confidence of recognition",
		null,
		{ digits: 2, plausible: [0, 1], display: [0, 1] },
	],
];

/** Water, weather and reefs. */
export const MARINE: readonly AttributeType[] = ROWS.map(([type, title, unit, options]) =>
	scalar(type, title, unit, { intervalMs: 60_000, lens: "marine", ...options }),
);
