/** What a person can choose: follow the system, or one fixed theme. */
export type ThemeChoice = "system" | "light" | "dark" | "contrast";

const STORAGE_KEY = "sensocto:theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark", "contrast"];

/** The colour theme: keeps the choice, follows the system and tells canvases when colours change. */
class Theme {
	#choice = $state<ThemeChoice>("system");
	#resolved = $state<Exclude<ThemeChoice, "system">>("dark");
	#light = matchMedia("(prefers-color-scheme: light)");
	#contrast = matchMedia("(prefers-contrast: more)");

	constructor() {
		this.#choice = stored();
		this.#light.addEventListener("change", () => this.#apply());
		this.#contrast.addEventListener("change", () => this.#apply());
		this.#apply();
	}

	/** The person's choice. */
	get choice(): ThemeChoice {
		return this.#choice;
	}

	/** The theme on screen; read it in an effect to redraw a canvas with `color()`. */
	get resolved(): Exclude<ThemeChoice, "system"> {
		return this.#resolved;
	}

	/** Chooses a theme and remembers it on this device. */
	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		try {
			localStorage.setItem(STORAGE_KEY, choice);
		} catch {
			// Storage can be forbidden; the choice then lasts as long as the page.
		}
		this.#apply();
	}

	#apply(): void {
		this.#resolved =
			this.#choice === "system"
				? this.#contrast.matches
					? "contrast"
					: this.#light.matches
						? "light"
						: "dark"
				: this.#choice;
		document.documentElement.dataset.theme = this.#resolved;
	}
}

/** The one theme of the app. */
export const theme = new Theme();

/** Value of a colour token of the theme on screen, for canvases: `color("--line")`. */
export function color(token: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}

function stored(): ThemeChoice {
	try {
		const value = localStorage.getItem(STORAGE_KEY);
		return CHOICES.find((choice) => choice === value) ?? "system";
	} catch {
		// Storage can be forbidden; following the system needs none.
		return "system";
	}
}
