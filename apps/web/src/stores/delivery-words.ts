import type { DeliveryChoice, DeliveryNotice } from "@sensocto/protocol";

/** Delivery from this share of the declared samples on is called full. */
const FULL_SHARE = 0.8;

/** What arrives, measured. */
export interface MeasuredDelivery {
	/** Frames a second. */
	readonly framesHz: number;
	/** Samples a second of signals of which each sample counts, as they arrive and as devices declare them. */
	readonly samplesHz: number;
	readonly declaredHz: number;
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
 * Where the server sends all it gets, the share of what devices declare is told.
 */
export function deliveryWords(measured: MeasuredDelivery, { label, reason }: DeliveryNotice): string {
	if (label === "paused") return `Paused · ${reason ?? "no updates"}`;
	const frames = `Delivered ${Math.round(measured.framesHz)} Hz`;
	if (reason !== null) return `${frames} · ${reason}`;
	if (measured.declaredHz === 0) return frames;
	const share = measured.samplesHz / measured.declaredHz;
	return share >= FULL_SHARE
		? `${frames} · full rate`
		: `${frames} · reduced to ${Math.round(share * 100)} %`;
}

/** Why delivery is as it is, in a sentence. */
export function deliveryReason({ chosen, label, reason }: DeliveryNotice): string {
	if (reason === null) return "Nothing holds updates back.";
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
