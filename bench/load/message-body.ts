/** Digits that stand for the time until the message is sent: as many as any present time in ms has. */
export const TIME_DIGITS = "1000000000000";

/** Different values each publisher sends in turn. */
const VALUES = 8;

/** Publishers with values of their own; they stay within what a thermometer can show. */
const DIFFERENT = 100;

/** Values of a slowly changing measurement with two decimals. */
export function valuesOf(publisher: number): number[] {
	return Array.from(
		{ length: VALUES },
		(_, k) => Math.round(2_000 + 37 * (publisher % DIFFERENT) + 11 * k * k) / 100,
	);
}

/** The measurement a publisher sends to a message broker: a JSON object of exactly so many bytes. */
export function brokerBody(publisher: number, value: number, bytes: number): string {
	const text = (pad: string): string =>
		`{"sensor_id":"s${pad}${publisher}","attribute_id":"temperature","payload":${value},"timestamp":${TIME_DIGITS}}`;
	return text("-".repeat(Math.max(0, bytes - text("").length)));
}
