import type { LeaseKind } from "@sensocto/protocol";
import type { Attachment } from "svelte/attachments";
import { AttentionGesture } from "./attention-gesture.ts";
import { AttentionTracker } from "./attention-tracker.ts";
import { session } from "./session.svelte.ts";
import { onSight } from "./sight.ts";

const tracker = new AttentionTracker(
	(change) => session.viewer.attention(change),
	(flush) => queueMicrotask(flush),
);

const tellHidden = (): void => tracker.setHidden(document.hidden);
document.addEventListener("visibilitychange", tellHidden);
// A page that opens in the background says so before it asks for anything.
if (document.hidden) tellHidden();

/** What a panel shows and what it wants to hear of its visibility. */
export interface AttentionOptions {
	sensorId: string;
	/** Every attribute when absent. */
	attributeId?: string;
	/** Called when the panel comes into sight or leaves it, after 300 ms of rest. */
	onVisible?: (visible: boolean) => void;
}

/** Attachment for a panel: tells the server that a person sees, hovers over or focuses on its signal. */
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
		const gesture = new AttentionGesture(hold);
		const stopSight = onSight(node, (visible) => {
			hold("view", visible);
			if (!visible) gesture.unseen();
			onVisible?.(visible);
		});
		const stopGestures = listen(node, gesture);
		return () => {
			stopGestures();
			stopSight();
			for (const release of held.values()) release();
		};
	};
}

function listen(node: HTMLElement, gesture: AttentionGesture): () => void {
	const listeners = new AbortController();
	const on = <E extends Event>(target: EventTarget, event: string, handle: (event: E) => void): void =>
		target.addEventListener(event, handle as (event: Event) => void, {
			signal: listeners.signal,
			passive: true,
		});
	const isInside = (target: EventTarget | null): boolean => target instanceof Node && node.contains(target);
	on<PointerEvent>(node, "pointerenter", ({ pointerType }) => gesture.over(true, pointerType));
	on<PointerEvent>(node, "pointerleave", ({ pointerType }) => gesture.over(false, pointerType));
	on(document, "pointerdown", ({ target }) => gesture.pressed(isInside(target)));
	on(document, "focusin", ({ target }) => gesture.focused(isInside(target)));
	on<FocusEvent>(node, "focusout", ({ relatedTarget }) => {
		// To nothing: a tap on the panel itself does that too, and its press counts on.
		if (relatedTarget === null) gesture.blurred();
	});
	return () => listeners.abort();
}

/** Holds the focus on a whole sensor, as its page does while it is shown; the answer gives it back. */
export function dwell(sensorId: string): () => void {
	return tracker.hold(sensorId, "*", "focus");
}

/** Holds the strongest attention for a sensor, also while the page is hidden; the answer gives it back. */
export function pin(sensorId: string): () => void {
	return tracker.hold(sensorId, "*", "pin");
}
