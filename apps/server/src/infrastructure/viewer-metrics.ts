/** What viewers report about themselves. */
export interface ViewerMetrics {
	/** A frame was painted this many ms after it arrived at the viewer. */
	painted(lagMs: number): void;
	/** Frames per second a viewer's page reaches. */
	frameRate(fps: number): void;
}
