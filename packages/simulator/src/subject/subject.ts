import { Eyes, type GlassesTraits } from "../eyes/eyes.ts";
import type { Activity } from "../motion/activities.ts";
import { RigidBody } from "../motion/rigid-body.ts";
import type { Person } from "../physiology/person.ts";
import { Sea, type SeaTraits } from "../sea/sea.ts";

export interface SubjectOptions {
	/** Seed of the sensor. */
	seed: number;
	person: Person;
	activity: Activity;
	glasses?: GlassesTraits;
	sea: SeaTraits;
}

/** What a sensor is fixed to and measures; all its attributes share it, so that they agree. */
export class Subject {
	/** The body the sensor is on; other sensors may be on the same. */
	readonly person: Person;
	readonly #options: SubjectOptions;
	#body: RigidBody | undefined;
	#eyes: Eyes | undefined;
	#sea: Sea | undefined;

	constructor(options: SubjectOptions) {
		this.person = options.person;
		this.#options = options;
	}

	/** The seed of what belongs to the whole sensor, such as its journey. */
	get seed(): number {
		return this.#options.seed;
	}

	/** The device as a thing that turns and moves. */
	get body(): RigidBody {
		this.#body ??= new RigidBody(this.#options.seed, this.#options.activity);
		return this.#body;
	}

	/** The eyes behind the glasses. */
	get eyes(): Eyes {
		this.#eyes ??= new Eyes(this.#options.seed, this.#options.glasses);
		return this.#eyes;
	}

	/** The water around. */
	get sea(): Sea {
		this.#sea ??= new Sea(this.#options.seed, this.#options.sea);
		return this.#sea;
	}
}
