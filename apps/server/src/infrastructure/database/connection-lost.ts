/** What the system says of a connection that is gone. */
const SYSTEM_CODES = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

/** SQLSTATE of a server that stops or has crashed (57P01–57P03), and of the class "connection exception" (08). */
const SERVER_CODES = /^(57P0[1-3]|08...)$/;

/** What the driver says, which has no code for it, of a connection that ended under a query or before it. */
const DRIVER_WORDS = /^Connection terminated|is not queryable$/;

/**
 * Whether a query failed because its connection is gone, and not for anything the query asked.
 *
 * A pool may hand out a connection whose server has just died: nobody has been told yet.
 */
export function isConnectionLost(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { code } = error as { code?: unknown };
	if (typeof code === "string") return SYSTEM_CODES.has(code) || SERVER_CODES.test(code);
	return DRIVER_WORDS.test(error.message);
}
