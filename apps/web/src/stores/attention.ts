import type { LeaseKind } from "@sensocto/protocol";
import type { Attachment } from "svelte/attachments";
import { AttentionTracker } from "./attention-tracker.ts";
import { session } from "./session.svelte.ts";
import { onSight } from "./sight.ts";

const tracker = new AttentionTracker(
	(change) => session.viewer.attention(change),
	(flush) => queueMicrotask(flush),
);

document.addEventListener("visibilitychange", () => tracker.setHidden(document.hidden));

/** What a panel shows and what it wants to hear of its visibility. */
export interface AttentionOptions {
	sensorId: string;
	/** Every attribute when absent. */
	attributeId?: string;
	/** Called when the panel comes into sight or leaves it, after 300 ms of rest. */
	onVisible?: (visible: boolean) => void;
}

/**
 * Attachment for a panel: tells the server that a person sees, hovers over or focuses on its signal.
 *
 * A tap or a click holds the focus until a press elsewhere; the keyboard's focus counts the same.
 */
export function attend(options: AttentionOptions): Attachment<HTMLElement> {
	return (node) => {
		const { sensorId, attributeId = "*", onVisible } = options;
		const held = new Map<LeaseKind, () => void>();
		const hold = (kind: LeaseKind, on: boolean): void => {
			if (on && !held.has(kind)) held.set(kind, tracker.hold(sensorId, attributeId, kind));
			if (on) return;
			held.get(kind)?.();
			held.delete(kind);
		};
		const stopSight = onSight(node, (visible) => {
			hold("view", visible);
			onVisible?.(visible);
		});
		const listeners = new AbortController();
		const on = (target: EventTarget, event: string, handle: (event: Event) => void): void =>
			target.addEventListener(event, handle, { signal: listeners.signal, passive: true });
		on(node, "mouseenter", () => hold("hover", true));
		on(node, "mouseleave", () => hold("hover", false));
		on(node, "focusin", () => hold("focus", true));
		on(node, "focusout", () => hold("focus", false));
		on(node, "pointerdown", () => hold("focus", true));
		on(document, "pointerdown", (event) => {
			if (event.target instanceof Node && !node.contains(event.target)) hold("focus", false);
		});
		return () => {
			listeners.abort();
			stopSight();
			for (const release of held.values()) release();
		};
	};
}

/** Holds the strongest attention for a signal, as the page of one sensor does; the answer gives it back. */
export function pin(sensorId: string, attributeId = "*"): () => void {
	return tracker.hold(sensorId, attributeId, "pin");
}
