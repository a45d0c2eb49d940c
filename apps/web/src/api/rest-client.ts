import { accessToken } from "../stores/access-token.ts";
import { ApiError } from "./api-error.ts";

/** The part of `fetch` that the client uses; tests hand in their own. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** How one request is made; `body` is sent as JSON. */
export interface RequestOptions {
	readonly method?: "GET" | "POST" | "PUT" | "DELETE";
	readonly body?: unknown;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Small JSON client for the server's REST interface.
 *
 * Resolves with the parsed body (`undefined` for an empty one); rejects with {@link ApiError} for every failure except
 * an abort by the caller, which rejects with the abort reason so that a page can ignore it.
 */
export class RestClient {
	readonly #fetch: Fetch;
	readonly #token: () => string | null;

	/** @param token the access token to show, or null for none. */
	constructor(
		fetchLike: Fetch = (input, init) => fetch(input, init),
		token: () => string | null = () => null,
	) {
		this.#fetch = fetchLike;
		this.#token = token;
	}

	/** Sends a request to a path of this server and reads the JSON answer. */
	async request<T>(path: string, options: RequestOptions = {}): Promise<T> {
		const { response, text } = await this.#send(path, options);
		if (!response.ok) throw ApiError.fromAnswer(response.status, text);
		if (text === "") return undefined as T;
		try {
			return JSON.parse(text) as T;
		} catch (cause) {
			const message = "The server's answer was not JSON. It may be restarting; try again.";
			throw new ApiError("malformed_answer", response.status, message, {}, cause);
		}
	}

	async #send(path: string, options: RequestOptions): Promise<{ response: Response; text: string }> {
		const hasBody = options.body !== undefined;
		const headers: Record<string, string> = { accept: "application/json" };
		if (hasBody) headers["content-type"] = "application/json";
		const token = this.#token();
		if (token !== null) headers.authorization = `Bearer ${token}`;
		try {
			const response = await this.#fetch(path, {
				method: options.method ?? "GET",
				headers,
				...(hasBody ? { body: JSON.stringify(options.body) } : {}),
				...(options.signal ? { signal: options.signal } : {}),
			});
			return { response, text: await response.text() };
		} catch (cause) {
			if (options.signal?.aborted) throw options.signal.reason;
			throw ApiError.unreachable(path, cause);
		}
	}
}

/** The client of the page: same origin, the browser's own `fetch`. */
export const rest = new RestClient(undefined, accessToken);
