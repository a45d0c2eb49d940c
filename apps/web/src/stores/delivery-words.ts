import type { DeliveryChoice, DeliveryLoad, DeliveryNotice } from "@sensocto/protocol";
import { duration } from "../text/duration.ts";

/** Delivery from this share of the declared samples on is called full. */
const FULL_SHARE = 0.8;

/** Slower than this would be told as 0 Hz. */
const LEAST_HZ = 0.05;

/** On a calm server devices that somebody looks at send at least this often, ms. */
const CALM_WINDOW_MS = 500;

/** What arrives, measured. */
export interface MeasuredDelivery {
	/** Frames a second. */
	readonly framesHz: number;
	/** Samples a second of signals of which each sample counts, as they arrive and as devices declare them. */
	readonly samplesHz: number;
	readonly declaredHz: number;
	/** The longest time that a device on show gathers samples before it sends them, ms. */
	readonly windowMs: number;
}

/** What each choice means, for a person. */
export const CHOICE_WORDS: Readonly<Record<DeliveryChoice, { name: string; meaning: string }>> = {
	auto: { name: "Automatic", meaning: "as fast as your connection allows" },
	high: { name: "High", meaning: "every update at once" },
	medium: { name: "Medium", meaning: "up to 7 updates a second" },
	low: { name: "Low", meaning: "up to 3 updates a second" },
	minimal: { name: "Minimal", meaning: "one update a second" },
};

/**
 * The measured rate and why it is not higher: "Delivered 24 Hz · full rate", "Delivered 3 Hz · your connection".
 *
 * Where the server sends all it gets, it is told that devices were asked to send less often, or the share that arrives of
 * what they declare.
 */
export function deliveryWords(measured: MeasuredDelivery, { label, load, reason }: DeliveryNotice): string {
	if (label === "paused") return `Paused · ${reason ?? "no updates"}`;
	const frames = `Delivered ${rate(measured.framesHz)} Hz`;
	if (reason !== null) return `${frames} · ${reason}`;
	if (isHeldBack(measured)) return `${frames} · ${busyWords(load)}`;
	// Signals that send once in a while deliver nothing for seconds: that is no fault.
	if (measured.declaredHz === 0) return measured.framesHz < LEAST_HZ ? "No new values at present" : frames;
	const share = measured.samplesHz / measured.declaredHz;
	return share >= FULL_SHARE
		? `${frames} · full rate`
		: `${frames} · reduced to ${Math.round(share * 100)} %`;
}

/** A rate to whole Hertz; to tenths where whole ones would be a fifth off. */
function rate(hz: number): string {
	return String(hz < 3 ? Math.round(hz * 10) / 10 : Math.round(hz));
}

/** Whether devices on show are asked to send less often than on a calm server. */
export function isHeldBack({ windowMs }: Pick<MeasuredDelivery, "windowMs">): boolean {
	return windowMs > CALM_WINDOW_MS;
}

/** Why devices send less often, as short as a label needs: "server busy: event loop", "load drill: critical". */
export function busyWords(load: DeliveryLoad | undefined): string {
	if (load === undefined) return "server busy";
	return load.injected ? `load drill: ${load.label}` : `server busy: ${load.bottleneck}`;
}

/** Why delivery is as it is, in a sentence. */
export function deliveryReason({ chosen, label, load, reason }: DeliveryNotice, windowMs: number): string {
	if (reason === null) {
		if (!isHeldBack({ windowMs })) return "Nothing holds updates back.";
		// Devices that nobody looks at pause while the load is critical.
		const rest = load?.label === "critical" ? "what nobody looks at" : "nothing";
		const slow = `devices send every ${duration(windowMs)}, and ${rest} is left out.`;
		if (load === undefined) return `The server is busy: ${slow}`;
		return load.injected
			? `Somebody set the load to ${load.label} by hand, for a drill: ${slow}`
			: `The server is busy (${load.bottleneck}, load ${load.label}): ${slow}`;
	}
	if (reason === "you chose") return `You chose ${CHOICE_WORDS[chosen].name.toLowerCase()}.`;
	if (reason === "tab hidden") return "Updates wait while this tab is hidden.";
	if (reason === "your connection") {
		return label === "paused"
			? "Your connection takes no more: you get the newest values as soon as it does."
			: "Your connection or device does not keep up, so updates come less often.";
	}
	const bottleneck = reason.replace(/^server busy:? ?/, "");
	return `The server is busy${bottleneck && ` (${bottleneck})`}, so updates come less often.`;
}
