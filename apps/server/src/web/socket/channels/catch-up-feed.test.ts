import { describe, expect, it } from "vitest";
import { CatchUpFeed } from "./catch-up-feed.ts";

const MIB = 1_048_576;

/** A viewer that reads when it is told to. */
function viewer() {
	const pushed: string[] = [];
	const state = { unread: 0, whole: "all 2" as string | undefined };
	const feed = new CatchUpFeed<string>({
		push: (update) => pushed.push(update.trim()),
		unreadBytes: () => state.unread,
		whole: () => state.whole,
	});
	return { feed, pushed, state };
}

describe("CatchUpFeed", () => {
	it("tells a viewer that does not read nothing more, then everything at once, then what changes", () => {
		const { feed, pushed, state } = viewer();
		feed.begin("all".padEnd(MIB));
		state.unread = 2 * MIB;
		feed.tell("a");
		state.unread += 1;
		feed.tell("b");
		// It has read something, not enough.
		state.unread = MIB;
		feed.tell("c");
		expect(pushed).toEqual(["all", "a"]);
		state.unread = 0;
		feed.tell("d");
		feed.tell("e");
		expect(pushed).toEqual(["all", "a", "all 2", "e"]);
	});

	it("gives the whole to one that has read although nothing changes any more", () => {
		const { feed, pushed, state } = viewer();
		feed.begin("all");
		feed.catchUp();
		state.unread = 2 * MIB;
		feed.tell("a");
		feed.catchUp();
		expect(pushed).toEqual(["all"]);
		state.unread = 0;
		state.whole = undefined; // Nobody can tell at the moment.
		feed.catchUp();
		state.whole = "all 3";
		feed.catchUp();
		feed.catchUp();
		expect(pushed).toEqual(["all", "all 3"]);
	});
});
