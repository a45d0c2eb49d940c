export { m4Decimate } from "./m4-decimate.ts";
export { minMaxDecimate } from "./min-max-decimate.ts";
export type { Series, TimeRange } from "./series.ts";
export { Welford } from "./welford.ts";
