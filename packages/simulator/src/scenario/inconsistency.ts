/** Something wrong at a place of a scenario's document. */
export interface Inconsistency {
	path: readonly (string | number)[];
	message: string;
	/** Whether the key itself is wrong, not its value. */
	atKey?: boolean;
}
