/** Length of a slot of the week, in ms. */
export const QUARTER_MS = 900_000;

/** Quarter hours of a day. */
export const DAY_SLOTS = 96;

/** Quarter hours of a week. */
export const WEEK_SLOTS = 7 * DAY_SLOTS;

/** Quarters whose slot is remembered; a power of two. */
const REMEMBERED = 16;

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * Quarter hours of the week as clocks on the wall show them in one time zone; slot 0 begins on Monday at 00:00.
 *
 * The hour that a change to summer time leaves out has no moment, the one that a change back repeats has two; each
 * moment has exactly one slot. Offsets of time zones are whole quarter hours (all are, since 1972), so that a slot
 * begins and ends with a quarter hour of universal time.
 */
export class LocalWeek {
	readonly #format: Intl.DateTimeFormat;
	/** Asking the time zone's rules costs microseconds; what is asked is nearly always about now. */
	readonly #quarters = new Float64Array(REMEMBERED).fill(-1);
	readonly #slots = new Uint16Array(REMEMBERED);

	/**
	 * @param timeZone IANA name, e.g. `Europe/Berlin`
	 * @throws RangeError for a name the runtime does not know
	 */
	constructor(timeZone: string) {
		this.#format = new Intl.DateTimeFormat("en-US", {
			...{ timeZone, hourCycle: "h23", weekday: "short", hour: "2-digit", minute: "2-digit" },
		});
	}

	/** The slot of a moment (ms since 1970), 0 to 671. */
	slot(at: number): number {
		const quarter = Math.floor(at / QUARTER_MS);
		const place = quarter & (REMEMBERED - 1);
		if (this.#quarters[place] !== quarter) {
			this.#quarters[place] = quarter;
			this.#slots[place] = this.#find(quarter * QUARTER_MS);
		}
		return this.#slots[place]!;
	}

	/** A moment's slot in words, e.g. `Tue 09:15`. */
	name(at: number): string {
		const slot = this.slot(at);
		const minutes = (slot % DAY_SLOTS) * 15;
		const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
			String(part).padStart(2, "0"),
		);
		return `${WEEKDAYS[Math.floor(slot / DAY_SLOTS)]} ${hour}:${minute}`;
	}

	#find(at: number): number {
		const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, value]));
		const day = WEEKDAYS.indexOf(parts.get("weekday")!);
		return day * DAY_SLOTS + Number(parts.get("hour")) * 4 + Math.floor(Number(parts.get("minute")) / 15);
	}
}
