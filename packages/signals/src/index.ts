export { BeatSeries } from "./beat-series.ts";
export { Biquad } from "./biquad.ts";
export { BreathRate } from "./breath-rate.ts";
export { EcgMonitor, type EcgReading } from "./ecg-monitor.ts";
export { m4Decimate } from "./m4-decimate.ts";
export { minMaxDecimate } from "./min-max-decimate.ts";
export type { NoveltyMethod, Usual } from "./novelty/novelty-method.ts";
export { REFRACTORY_MS } from "./novelty/robust-novelty.ts";
export {
	isGap,
	type NoveltyMethodName,
	type NoveltyRules,
	StreamNovelty,
	type StreamVerdict,
} from "./novelty/stream-novelty.ts";
export { GRID_MS } from "./phase/grid-resampler.ts";
export { type PhaseRefusal, PhaseTrack, phaseNumber } from "./phase/phase-track.ts";
export { RPeakDetector } from "./r-peak-detector.ts";
export type { Series, TimeRange } from "./series.ts";
export { BeatRateSignal } from "./synchrony/beat-rate-signal.ts";
export { type GroupIndex, groupIndex } from "./synchrony/group-index.ts";
export { type HeartSpectrum, heartSpectrum } from "./synchrony/heart-spectrum.ts";
export { type PairLag, pairLag, phaseLocking } from "./synchrony/pair-locking.ts";
export { ShiftTest } from "./synchrony/shift-test.ts";
export { SIGNIFICANT, SyncVerdict } from "./synchrony/sync-verdict.ts";
export { Welford } from "./welford.ts";
