/** Delivery below this share of the declared rate is told as reduced. */
const FULL_SHARE = 0.8;

/** A rate in few characters: "250 Hz", "0.2 Hz", "1/min"; "" when it is unknown. */
export function rateText(hz: number): string {
	if (!(hz > 0)) return "";
	if (hz >= 9.95) return `${Math.round(hz)} Hz`;
	if (hz >= 0.095) return `${trim(hz)} Hz`;
	return `${trim(hz * 60)}/min`;
}

/** Whether clearly fewer samples arrive than the device declares; told only of signals of 1 Hz and more. */
export function isReduced(measuredHz: number, declaredHz: number): boolean {
	return measuredHz > 0 && declaredHz >= 1 && measuredHz < FULL_SHARE * declaredHz;
}

function trim(value: number): string {
	const text = value.toFixed(1);
	return text.endsWith(".0") ? text.slice(0, -2) : text;
}
