import { z } from "zod";
import { readText } from "../ids.ts";
import { utf8Length } from "../json.ts";
import { ATTRIBUTE_ID, LIMITS } from "../limits.ts";

/** An attribute id. */
export const attributeIdSchema = z.string().regex(ATTRIBUTE_ID);

/** A sensor, connector, view or session id. */
export const entityIdSchema = z
	.string()
	.min(1)
	.refine((id) => utf8Length(id) <= LIMITS.idBytes, { message: `at most ${LIMITS.idBytes} bytes` })
	.refine((id) => !/\p{Cc}/u.test(id) && id.isWellFormed(), { message: "no control characters" });

/** A text for people, cleaned and cut; refused when nothing is left of it. */
export function textSchema(maxLength: number) {
	return z
		.string()
		.transform((text) => readText(text, maxLength) ?? "")
		.pipe(z.string().min(1).max(maxLength));
}
