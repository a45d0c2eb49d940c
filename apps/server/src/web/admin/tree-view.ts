import type { DashboardNode } from "@sensocto/protocol";
import type { TreeNode } from "@sensocto/supervision";

/** Children of one supervisor that are listed; of dynamic ones with more, those with a history come first. */
const LISTED = 40;

/** The supervision tree as the dashboard shows it. */
export function treeView(node: TreeNode): DashboardNode {
	const { children, id, kind, lastError, mailbox, restarts, since, state, strategy } = node;
	const listed = children && (children.length > LISTED ? mostTelling(children) : children);
	return {
		...{ id, kind, state, restarts, since },
		...(strategy && { strategy }),
		...(lastError !== undefined && { last_error: lastError }),
		...(mailbox !== undefined && { mailbox }),
		...(listed && { children: listed.map(treeView) }),
		...(children && listed && children.length > listed.length && { more: children.length - listed.length }),
	};
}

function mostTelling(children: readonly TreeNode[]): TreeNode[] {
	const trouble = (node: TreeNode): number => (node.state === "up" ? 0 : 1_000_000) + node.restarts;
	return [...children].sort((a, b) => trouble(b) - trouble(a)).slice(0, LISTED);
}
