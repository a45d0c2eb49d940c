/** What a problem in a scenario file looks like: 1-based line and column, and the path inside the document. */
export interface ScenarioProblem {
	readonly line: number;
	readonly column: number;
	readonly path: string;
	readonly message: string;
}

interface ErrorBody {
	error?: unknown;
	message?: unknown;
	details?: unknown;
	problems?: unknown;
}

/**
 * The one error of the REST client: a stable `code`, the HTTP `status` (0 when no answer came) and a sentence for a
 * person that says what to do next.
 */
export class ApiError extends Error {
	readonly code: string;
	readonly status: number;
	readonly details: unknown;
	readonly problems: readonly ScenarioProblem[];

	constructor(code: string, status: number, message: string, body: ErrorBody = {}, cause?: unknown) {
		super(message, { cause });
		this.name = "ApiError";
		this.code = code;
		this.status = status;
		this.details = body.details;
		this.problems =
			problemsOf(body.problems) ?? problemsOf((body.details as ErrorBody | undefined)?.problems) ?? [];
	}

	/** The server did not answer at all. */
	static unreachable(path: string, cause: unknown): ApiError {
		const message =
			"The server does not answer. Check that it is running and that this device has a connection, then try again.";
		return new ApiError("unreachable", 0, message, { details: { path } }, cause);
	}

	/** The server answered with a status that is not a success; `text` is the body as received. */
	static fromAnswer(status: number, text: string): ApiError {
		const body = parseBody(text);
		const code = typeof body.error === "string" ? body.error : `http_${status}`;
		const message = typeof body.message === "string" ? body.message : sentenceFor(status);
		return new ApiError(code, status, message, body);
	}

	/** Any thrown value as an ApiError, so that a page has one thing to show. */
	static from(thrown: unknown): ApiError {
		if (thrown instanceof ApiError) return thrown;
		const message = thrown instanceof Error ? thrown.message : String(thrown);
		return new ApiError("unexpected", 0, message, {}, thrown);
	}
}

/** The problems of a refused scenario, which stand in the answer itself or in its details. */
function problemsOf(value: unknown): ScenarioProblem[] | undefined {
	return Array.isArray(value) ? (value as ScenarioProblem[]) : undefined;
}

function parseBody(text: string): ErrorBody {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? value : {};
	} catch {
		// A proxy or a crash answers with HTML or nothing: the status alone decides the sentence.
		return {};
	}
}

function sentenceFor(status: number): string {
	if (status === 401 || status === 403)
		return "This needs a sign-in or a right you do not have. Sign in, then try again.";
	if (status === 404)
		return "The server does not know this address. It may have been removed; go back and reload the list.";
	if (status === 429) return "Too many requests in a short time. Wait a moment, then try again.";
	if (status >= 500)
		return `The server failed to answer (status ${status}). Try again; its log says what went wrong.`;
	return `The server refused the request (status ${status}).`;
}
