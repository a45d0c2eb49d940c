import { z } from "zod";

/** An instant in a query: ISO 8601 or ms since 1970; parsed to ms. */
export const instant = z.string().transform((text, context) => {
	const ms = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
	if (Number.isSafeInteger(ms)) return ms;
	context.addIssue({ code: "custom", message: "expected an instant: ISO 8601 or milliseconds since 1970" });
	return z.NEVER;
});
