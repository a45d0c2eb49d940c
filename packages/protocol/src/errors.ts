import { ERRORS, type ErrorCode } from "./error-catalogue.ts";

export { ERRORS, type ErrorCode, type ErrorEntry } from "./error-catalogue.ts";

/** Facts about one error: the values its message names and whatever helps a program to react. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The form of an error in a REST answer. */
export interface ErrorBody {
	error: string;
	message: string;
	details?: ErrorDetails;
}

/**
 * The one error type of the platform: a code of the catalogue plus the details of this case.
 *
 * `message` is for people and says what was expected, what came and what to do; programs read `code` and `details`.
 */
export class SensoctoError extends Error {
	readonly code: ErrorCode;
	/** HTTP status of this error in a REST answer. */
	readonly status: number;
	/** WebSocket close code when this error ends a connection. */
	readonly closeCode: number | undefined;
	readonly details: ErrorDetails | undefined;

	constructor(code: ErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
		const entry = ERRORS[code];
		super(entry.message(details), options);
		this.name = "SensoctoError";
		this.code = code;
		this.status = entry.status;
		this.closeCode = entry.closeCode;
		this.details = details;
	}

	/** The `reason` a channel reply carries for this error. */
	get reason(): string {
		return this.code === "rejected" && typeof this.details?.reason === "string"
			? this.details.reason
			: wireReason(this.code);
	}

	/** Serialises the error for a REST answer. */
	toJSON(): ErrorBody {
		const body: ErrorBody = { error: this.code, message: this.message };
		if (this.details !== undefined) body.details = this.details;
		return body;
	}

	/** Rebuilds the error behind the response of an `error` reply; an unknown reason becomes `rejected`. */
	static fromResponse(response: unknown): SensoctoError {
		const details: Record<string, unknown> =
			typeof response === "object" && response !== null ? { ...response } : {};
		const reason = typeof details.reason === "string" ? details.reason : "unknown";
		return new SensoctoError(codeFromReason(reason), { ...details, reason });
	}
}

/** Names the `reason` that channel replies use for a code. */
export function wireReason(code: ErrorCode): string {
	return ERRORS[code].wireReason;
}

const BY_REASON = new Map<string, ErrorCode>(
	(Object.keys(ERRORS) as ErrorCode[]).map((code) => [ERRORS[code].wireReason, code]),
);

/** Finds the code behind a channel reply's `reason`; `rejected` when the catalogue does not know it. */
export function codeFromReason(reason: string): ErrorCode {
	return BY_REASON.get(reason) ?? "rejected";
}
