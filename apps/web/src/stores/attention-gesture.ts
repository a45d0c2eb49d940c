/** What a person does with a panel, beyond having it in sight. */
export type Engagement = "hover" | "focus";

/**
 * What gestures on one panel mean, alike for mouse, touch and keyboard.
 *
 * 1. A pointer that can hover, hovers while it is over the panel; a finger that has left the glass hovers nowhere.
 * 2. The keyboard's focus within the panel, a tap and a click hold the focus.
 * 3. A tap or click holds it until a press or the keyboard's focus elsewhere, or until the panel is out of sight.
 */
export class AttentionGesture {
	readonly #hold: (engagement: Engagement, on: boolean) => void;
	#pressed = false;
	#focusWithin = false;

	/** @param hold called when an engagement begins or ends; the same may be told twice. */
	constructor(hold: (engagement: Engagement, on: boolean) => void) {
		this.#hold = hold;
	}

	/** A pointer came over the panel or left it. */
	over(on: boolean, pointerType: string): void {
		if (pointerType !== "touch") this.#hold("hover", on);
	}

	/** The pointer was pressed on the panel, or elsewhere. */
	pressed(inside: boolean): void {
		this.#pressed = inside;
		this.#evaluate();
	}

	/** The keyboard's focus came to the panel, or went elsewhere. */
	focused(within: boolean): void {
		this.#focusWithin = within;
		if (!within) this.#pressed = false;
		this.#evaluate();
	}

	/** The keyboard's focus left the panel for nothing at all. */
	blurred(): void {
		this.#focusWithin = false;
		this.#evaluate();
	}

	/** The panel is out of sight. */
	unseen(): void {
		this.#hold("hover", false);
		this.pressed(false);
	}

	#evaluate(): void {
		this.#hold("focus", this.#pressed || this.#focusWithin);
	}
}
