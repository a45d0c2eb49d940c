import { session } from "./session.svelte.ts";

/** Lengths of the window a person can choose, in milliseconds. */
export const WINDOWS: readonly number[] = [5000, 10_000, 30_000, 60_000, 300_000];

/** How far back the plots' memory reaches, in milliseconds. */
export const MEMORY_MS = 300_000;

/** Controls that use the space bar themselves. */
const OWN_SPACE = "input, textarea, select, button, summary, [contenteditable], dialog";

/** The one clock of all panels: which instant is at the right edge, and how much time a plot shows. */
class ViewClock {
	#mode = $state<"live" | "frozen">("live");
	#windowMs = $state(10_000);
	#frozenAt = $state.raw(0);

	/** Whether plots follow the newest values or hold an instant. */
	get mode(): "live" | "frozen" {
		return this.#mode;
	}

	/** Time shown by every plot, milliseconds. */
	get windowMs(): number {
		return this.#windowMs;
	}

	/** The instant at the right edge: server time, milliseconds since the epoch. Moves with time while live. */
	end(): number {
		return this.#mode === "live" ? session.serverNow() : this.#frozenAt;
	}

	/** How far the right edge is behind now, milliseconds; 0 while live. */
	behindMs(): number {
		return this.#mode === "live" ? 0 : Math.max(0, session.serverNow() - this.#frozenAt);
	}

	/** Holds every panel at this instant. */
	freeze(): void {
		if (this.#mode === "frozen") return;
		this.#frozenAt = session.serverNow();
		this.#mode = "frozen";
	}

	/** Every panel follows the newest values again. */
	goLive(): void {
		this.#mode = "live";
	}

	/** Moves the held instant by some milliseconds, freezing first; stops at now and at the end of memory. */
	scroll(deltaMs: number): void {
		this.freeze();
		this.seek(this.#frozenAt + deltaMs);
	}

	/** Holds every panel at an instant (server time); `oldest` allows more than the memory, for pages with history. */
	seek(instant: number, oldest: number = session.serverNow() - MEMORY_MS): void {
		this.#frozenAt = Math.min(session.serverNow(), Math.max(oldest, instant));
		this.#mode = "frozen";
	}

	/** Sets the time shown by every plot, milliseconds. */
	setWindow(ms: number): void {
		if (Number.isFinite(ms) && ms > 0) this.#windowMs = ms;
	}

	/** Key handler of the whole page: the space bar goes live, unless a control has the focus. */
	onKey = (event: KeyboardEvent): void => {
		if (event.key !== " " || this.#mode === "live" || event.defaultPrevented) return;
		const target = event.target;
		if (target instanceof Element && target.closest(OWN_SPACE)) return;
		event.preventDefault();
		this.goLive();
	};
}

/** The one clock of the app. */
export const viewClock = new ViewClock();
