import { isRecord, payloadProblem, SensoctoError } from "@sensocto/protocol";
import { type ChannelReply, type ChannelSocket, ok, refuse } from "../channel.ts";

/**
 * Answers `ping` with its own payload.
 *
 * Like any payload it is limited in size: device libraries close at frames of 1 MiB.
 */
export function answerPing(payload: unknown): ChannelReply {
	const problem = payloadProblem(payload);
	return problem === undefined ? ok(isRecord(payload) ? payload : {}) : refuse(new SensoctoError(problem));
}

/** Passes `shout` on to every channel of the topic, the sender's included; there is no reply but a refusal. */
export function passOnShout(socket: ChannelSocket, payload: unknown): ChannelReply | null {
	const problem = payloadProblem(payload);
	if (problem !== undefined) return refuse(new SensoctoError(problem));
	socket.broadcast("shout", payload);
	return null;
}
