/** A panel's visibility must rest this long before it counts, in milliseconds. */
const REST_MS = 300;

interface Watch {
	tell: (visible: boolean) => void;
	visible: boolean;
	timer: ReturnType<typeof setTimeout> | undefined;
}

const watches = new Map<Element, Watch>();

// One observer for all panels: a tenth of a panel within 50 px of the screen is in sight.
const observer = new IntersectionObserver(
	(entries) => {
		for (const entry of entries) settle(entry.target, entry.isIntersecting);
	},
	{ threshold: 0.1, rootMargin: "50px" },
);

/** Calls back when an element comes into sight or leaves it; the answer ends that. */
export function onSight(node: Element, tell: (visible: boolean) => void): () => void {
	watches.set(node, { tell, visible: false, timer: undefined });
	observer.observe(node);
	return () => {
		observer.unobserve(node);
		clearTimeout(watches.get(node)?.timer);
		watches.delete(node);
	};
}

function settle(node: Element, visible: boolean): void {
	const watch = watches.get(node);
	if (watch === undefined) return;
	clearTimeout(watch.timer);
	if (watch.visible === visible) return;
	watch.timer = setTimeout(() => {
		watch.visible = visible;
		watch.tell(visible);
	}, REST_MS);
}
