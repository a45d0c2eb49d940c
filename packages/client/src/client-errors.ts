import { SensoctoError } from "@sensocto/protocol";
import { CLIENT_LIMITS } from "./client-limits.ts";

/** No answer to `event` of `topic` came in time. */
export function noReply(event: string, topic: string, timeoutMs: number): SensoctoError {
	return new SensoctoError("timeout", { event, topic, timeout_ms: timeoutMs });
}

/** More questions wait for their answer than a channel keeps. */
export function tooManyPending(event: string, topic: string): SensoctoError {
	return new SensoctoError("buffer_full", { event, topic, limit: CLIENT_LIMITS.pendingPushes });
}

/** The channel is not joined and is not going to be. */
export function notJoined(topic: string, event: string): SensoctoError {
	return new SensoctoError("not_joined", { topic, event });
}

/** The connection, or the server's side of the channel, ended before the answer came. */
export function disconnected(topic: string): SensoctoError {
	return new SensoctoError("disconnected", { topic });
}

/** The server's refusal, with its reason. */
export function refusal(topic: string, response: unknown): SensoctoError {
	const error = SensoctoError.fromResponse(response);
	return new SensoctoError(error.code, { ...error.details, topic });
}
