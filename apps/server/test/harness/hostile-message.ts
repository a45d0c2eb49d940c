import type { JsonRef, Message } from "@sensocto/protocol";
import type { SeededRng } from "@sensocto/testkit";

/** Sensors hostile sockets send to: few, so that what is known of them stays the same. */
export const HOSTILE_SENSORS = ["fuzz-0", "fuzz-1", "fuzz-2", "fuzz-3"] as const;

const TOPICS = [
	...HOSTILE_SENSORS.map((id) => `sensor:${id}`),
	"sensocto:sensor:fuzz-0",
	"sensocto:connector:fuzz",
	"sensocto:lvntest:fuzz",
	"viewer:fuzz",
	"viewer_data:fuzz",
	"phoenix",
	"sensor:",
	"",
	"sensor:\u0000",
	"__proto__",
	"x".repeat(10_000),
];

const EVENTS = [
	"phx_join",
	"phx_leave",
	"measurement",
	"measurements_batch",
	"measurements_columns",
	"data",
	"update_attributes",
	"update_connector",
	"subscribe",
	"unsubscribe",
	"attention",
	"ack",
	"client_health",
	"ping",
	"shout",
	"heartbeat",
	"phx_reply",
	"constructor",
	"",
];

const NAMES = [
	"heartrate",
	"ecg",
	"geolocation",
	"imu",
	"button",
	"note",
	"__proto__",
	"constructor",
	"",
	"a b",
	"é",
];

/** Sensors that come, send nothing and never come again have ids that begin so. */
export const PASSING = "passing-";

/** Share of messages that make such a sensor come. */
const PASSING_SHARE = 0.01;

/** A message that can be read, and whose parts are hostile. Its payload may be anything. */
export function hostileMessage(rng: SeededRng): Message {
	if (rng.chance(PASSING_SHARE)) return passing(rng);
	return {
		joinRef: ref(rng),
		ref: ref(rng),
		topic: rng.pick(TOPICS),
		event: rng.pick(EVENTS),
		payload: rng.chance(0.6) ? likely(rng) : anything(rng, 4),
	};
}

function passing(rng: SeededRng): Message {
	const attributes = { hr: { attribute_id: "hr", attribute_type: "heartrate" } };
	const topic = `sensor:${PASSING}${rng.int(0, 1e9)}`;
	return { joinRef: "1", ref: "1", topic, event: "phx_join", payload: { attributes } };
}

function ref(rng: SeededRng): JsonRef {
	return rng.pick<JsonRef>([null, "1", "1", "1", "", 7, -1.5, 1e300, "r".repeat(300)]);
}

/** A payload of the form some event expects. */
function likely(rng: SeededRng): unknown {
	const measurement = () => ({
		attribute_id: rng.pick(NAMES),
		payload: leaf(rng),
		timestamp: timestamp(rng),
	});
	const subscription = () => ({ sensor_id: rng.pick(HOSTILE_SENSORS), attribute_id: rng.pick(NAMES) });
	const lease = () => ({ ...subscription(), kind: rng.pick(["view", "focus", "pin", "hover", "?"]) });
	switch (rng.int(0, 9)) {
		case 0:
			return measurement();
		case 1:
			return Array.from({ length: rng.pick([0, 1, 5, 50]) }, measurement);
		case 2:
			return { seq: leaf(rng), measurements: [measurement()] };
		case 3:
			return { subscriptions: [subscription(), leaf(rng)], seed_ms: leaf(rng) };
		case 4:
			return { subscriptions: [subscription()], seed_ms: rng.int(0, 3_600_000) };
		case 5:
			return { epoch: leaf(rng), add: [lease()], remove: [lease()], hidden: rng.chance(0.5) };
		case 6:
			return { sensor_id: rng.pick(HOSTILE_SENSORS), attributes: { [rng.pick(NAMES)]: anything(rng, 2) } };
		case 7:
			return {
				action: rng.pick(["register", "unregister", "?"]),
				attribute_id: rng.pick(NAMES),
				metadata: leaf(rng),
			};
		case 8:
			return {
				t0: timestamp(rng),
				columns: { [rng.pick(NAMES)]: column(rng), [rng.pick(NAMES)]: column(rng) },
			};
		default:
			return rng.chance(0.1)
				? nested(rng.pick([65, 1_000, 20_000]))
				: { encoding: rng.pick(["columns", "binary", 1]) };
	}
}

function column(rng: SeededRng): unknown {
	if (rng.chance(0.1)) return leaf(rng);
	const v = Array.from({ length: rng.int(0, 3) }, () => (rng.chance(0.8) ? rng.normal() : leaf(rng)));
	if (rng.chance(0.5))
		return {
			dt: rng.chance(0.8) ? rng.int(0, 1_000) : leaf(rng),
			from: rng.pick([1, 0, undefined, null, -1]),
			v,
		};
	const dt = v.map(() => (rng.chance(0.8) ? rng.int(0, 5_000) : leaf(rng)));
	return { dt: rng.chance(0.9) ? dt : [...dt, 1], v };
}

function timestamp(rng: SeededRng): unknown {
	return rng.pick<unknown>([
		1_700_000_000_000 + rng.int(0, 1_000),
		0,
		-1,
		8.64e15,
		"1700000000000",
		null,
		1.5,
	]);
}

function leaf(rng: SeededRng): unknown {
	return rng.pick<unknown>([
		rng.normal(),
		rng.int(-10, 10),
		Number.MAX_VALUE,
		"text",
		"\u0000\ud800",
		"y".repeat(1_000),
		true,
		null,
		[],
		{},
		{ latitude: 91, longitude: "x" },
		{ values: [1, 2, 3], sample_rate: 0 },
		JSON.parse('{"__proto__": {"polluted": true}}'),
	]);
}

function anything(rng: SeededRng, depth: number): unknown {
	if (depth === 0 || rng.chance(0.3)) return leaf(rng);
	const count = rng.int(0, 4);
	if (rng.chance(0.5)) return Array.from({ length: count }, () => anything(rng, depth - 1));
	return Object.fromEntries(Array.from({ length: count }, () => [rng.pick(NAMES), anything(rng, depth - 1)]));
}

/** Arrays within arrays. Deeper ones could not be written by `JSON.stringify` either. */
function nested(depth: number): unknown {
	let value: unknown = 1;
	for (let k = 0; k < Math.min(depth, 2_000); k++) value = [value];
	return value;
}
