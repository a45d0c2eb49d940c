/**
 * Random shifts of a group's members, as shares of the time there is, 0..1: one in each of as many equal parts of it as
 * there are members, in random order. By the same random shift two members would stay together.
 *
 * @param random uniform numbers in 0..1.
 */
export function spreadShifts(members: number, random: () => number): Float64Array {
	const keys = Array.from({ length: members }, random);
	const order = keys.map((_, member) => member).sort((a, b) => keys[a]! - keys[b]!);
	const shifts = new Float64Array(members);
	order.forEach((member, part) => {
		shifts[member] = (part + random()) / members;
	});
	return shifts;
}
