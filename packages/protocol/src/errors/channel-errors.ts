import { LIMITS } from "../limits.ts";
import { defineErrors } from "./error-entry.ts";

/** Errors of joining a channel and of talking on one, whatever its kind. */
export const CHANNEL_ERRORS = defineErrors({
	unmatched_topic: {
		status: 404,
		wireReason: "unmatched topic",
		expected: "An event must go to a topic that exists and that this connection has joined.",
		received: "The topic was {topic}.",
		advice: "Join the topic first.",
	},
	join_crashed: {
		status: 400,
		wireReason: "join crashed",
		expected: "The join parameters must fit the topic.",
		received: "The trouble was: {received}.",
		advice: "Send the id of the topic in the parameters, or leave it out.",
	},
	unauthorized: {
		status: 401,
		expected: "This needs a valid token.",
		advice: "Sign in or ask for a token, and send it as bearer_token.",
	},
	forbidden: {
		status: 403,
		expected: "This account may not do that.",
		advice: "Ask the owner for access.",
	},
	invalid_topic: {
		status: 404,
		expected: "A topic must be at most 255 bytes of UTF-8 and name an id.",
		received: "It was {topic}.",
		advice: "Use an id of 1 to 255 bytes without control characters.",
	},
	too_many_channels: {
		status: 429,
		wireReason: "too many channels joined",
		expected: `A connection may join at most ${LIMITS.channelsPerConnection} channels.`,
		advice: "Leave channels that are not needed, or open another connection.",
	},
	unknown_event: {
		status: 400,
		expected: "An event must be one this channel understands.",
		received: "The event was {event}.",
		advice: "See the protocol reference for the events of this channel.",
	},
	invalid_payload: {
		status: 422,
		expected: "The payload must have the shape of its event.",
		received: "The trouble was: {received}.",
		advice: "See the protocol reference for the shape.",
	},
	read_only: {
		status: 403,
		expected: "A channel joined as a receiver only listens.",
		received: "The event was {event}.",
		advice: "Join as a sensor to send measurements.",
	},
	rate_limited: {
		status: 429,
		expected: "A connection may send a limited number of messages a second.",
		received: "The limit is {limit}.",
		advice: "Slow down, put more measurements into a batch, and send again.",
	},
});
