export { BeatSeries } from "./beat-series.ts";
export { Biquad } from "./biquad.ts";
export { BreathRate } from "./breath-rate.ts";
export { EcgMonitor, type EcgReading } from "./ecg-monitor.ts";
export { m4Decimate } from "./m4-decimate.ts";
export { minMaxDecimate } from "./min-max-decimate.ts";
export { RPeakDetector } from "./r-peak-detector.ts";
export type { Series, TimeRange } from "./series.ts";
export { Welford } from "./welford.ts";
