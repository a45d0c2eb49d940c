import type { DirectoryListener } from "../../../domain/sensors/sensors-state-agent.ts";
import { CatchUpFeed, type CatchUpFeedContext } from "./catch-up-feed.ts";

/** The list of sensors as one viewer follows it, in the fields of updates. */
export class DirectoryFeed extends CatchUpFeed<Buffer> implements DirectoryListener {
	readonly mode: DirectoryListener["mode"];

	constructor(mode: DirectoryListener["mode"], context: CatchUpFeedContext<Buffer>) {
		super(context);
		this.mode = mode;
	}
}
