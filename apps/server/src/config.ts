import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";

const flag = z
	.enum(["true", "false", "1", "0"], { error: "expected true or false" })
	.transform((text) => text === "true" || text === "1");

const wholeNumber = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d+$/, { error: `expected a whole number from ${min} to ${max}` })
		.transform(Number)
		.refine((value) => value >= min && value <= max, {
			error: `expected a whole number from ${min} to ${max}`,
		});

const postgresUrl = z.url({
	protocol: /^postgres(ql)?$/,
	error: "expected postgres://user:password@host:port/database",
});

/**
 * Every setting of the platform: one environment variable each, with its meaning.
 *
 * Development needs none of them. The table in docs/configuration.md is generated from this object.
 */
export const settings = z.object({
	NODE_ENV: z
		.enum(["development", "production", "test"])
		.default("development")
		.describe("Chooses the defaults below."),
	HOST: z
		.string()
		.min(1)
		.optional()
		.describe("Address to listen on. Default: 127.0.0.1, in production 0.0.0.0."),
	PORT: wholeNumber(0, 65_535).default(4000).describe("Port to listen on; 0 takes a free one."),
	DATA_DIR: z
		.string()
		.min(1)
		.default(".data")
		.describe("Where the embedded database and local secrets live."),
	DATABASE_URL: postgresUrl.optional().describe("PostgreSQL 16 or newer instead of the embedded server."),
	SECRET_KEY_BASE: z
		.string()
		.min(32, { error: "expected at least 32 characters" })
		.optional()
		.describe("Signs viewer tokens. Default: a random secret kept in DATA_DIR; required in production."),
	AUTH_MODE: z
		.enum(["open", "required"])
		.optional()
		.describe(
			"`open` accepts any token; `required` wants one made by `sensocto token`. Default: open, in production required.",
		),
	ALLOWED_ORIGINS: z
		.string()
		.default("")
		.transform((text) =>
			text
				.split(",")
				.map((origin) => origin.trim())
				.filter(Boolean),
		)
		.describe(
			"Further browser origins that may open sockets, comma separated (same host and localhost always may).",
		),
	SIMULATOR_ENABLED: flag.default(true).describe("Whether scenarios can be run inside the server."),
	SIMULATOR_AUTOSTART: z
		.string()
		.default("")
		.transform((text) =>
			text
				.split(",")
				.map((name) => name.trim())
				.filter(Boolean),
		)
		.describe("Scenarios to start with the server, comma separated, e.g. `demo`."),
	HOST_SENSOR: flag
		.default(true)
		.describe("Whether this machine's CPU, memory and temperatures appear as a sensor."),
	SENSOR_GRACE_MS: wholeNumber(0, 86_400_000)
		.default(120_000)
		.describe("How long a sensor without a connection stays online, in ms."),
	RATE_LIMIT: wholeNumber(0, 1_000_000)
		.default(5_000)
		.describe("Frames per second one connection may send on average; 0 means no limit."),
	MEASUREMENT_REPLIES: z
		.enum(["unity", "all", "none"])
		.default("unity")
		.describe("Which client families get an `ok` for each accepted measurement."),
	LOG_LEVEL: z
		.enum(["trace", "debug", "info", "warn", "error", "silent"])
		.default("info")
		.describe("How much is logged."),
	HISTORY_MEMORY_MB: wholeNumber(1, 65_536)
		.default(64)
		.describe(
			"Memory for samples the database has not taken yet; above it they go to files in DATA_DIR/spill.",
		),
	SPILL_LIMIT_MB: wholeNumber(0, 1_048_576)
		.default(512)
		.describe(
			"Most space of these files per history shard (there are 8); above it the oldest waveforms are given up. 0 means no files.",
		),
	RETENTION_WAVEFORM_DAYS: wholeNumber(0, 36_500)
		.default(0)
		.describe("Whole days samples of 20 Hz and more are kept; 0 keeps them."),
	RETENTION_SCALAR_DAYS: wholeNumber(0, 36_500)
		.default(0)
		.describe("Whole days all other samples are kept; 0 keeps them."),
	RETENTION_ROLLUP_DAYS: wholeNumber(0, 36_500)
		.default(0)
		.describe("Whole days the summaries of expired samples are kept; 0 keeps them."),
	TIME_ZONE: z
		.string()
		.default("")
		.refine((zone) => zone === "" || isTimeZone(zone), {
			error: "expected an IANA time zone, e.g. Europe/Zurich",
		})
		.describe("Time zone in which days and weeks repeat, for forecasts. Default: the machine's."),
	UPLINK_MBIT: wholeNumber(0, 1_000_000)
		.default(0)
		.describe("What viewers may be sent altogether, in Mbit/s; 0 means no limit but the machine's own."),
	NOVELTY_DETECTOR: z
		.enum(["robust", "welford"])
		.default("robust")
		.describe("How unusual values are found: `welford` is the plain running mean and deviation."),
	TRACE_FILE: z
		.string()
		.min(1)
		.optional()
		.describe("File to which attention and load are recorded, for replays with `bench/replay`."),
	WEB_DIST: z.string().optional().describe("Folder of the built web UI. Default: apps/web/dist."),
});

/** The platform's settings after parsing: defaults filled in, paths absolute. */
export interface Config {
	readonly environment: "development" | "production" | "test";
	readonly host: string;
	readonly port: number;
	readonly dataDir: string;
	readonly databaseUrl: string | undefined;
	readonly secretKeyBase: string | undefined;
	readonly authMode: "open" | "required";
	readonly allowedOrigins: readonly string[];
	readonly simulator: {
		readonly enabled: boolean;
		readonly autostart: readonly string[];
		readonly hostSensor: boolean;
	};
	readonly sensorGraceMs: number;
	readonly rateLimit: number;
	readonly measurementReplies: "unity" | "all" | "none";
	readonly logLevel: string;
	readonly history: {
		/** For samples the database has not taken, in bytes. */
		readonly memoryBytes: number;
		/** Of spill files per shard, in bytes. */
		readonly spillLimitBytes: number;
		/** Days each kind is kept; 0 for ever. */
		readonly retention: { readonly waveform: number; readonly scalar: number; readonly rollup: number };
	};
	/** Forecasts, the budget, and what is unusual. */
	readonly adaptive: {
		/** IANA name. */
		readonly timeZone: string;
		/** In bytes per second, or undefined without a limit. */
		readonly uplinkBytesPerSecond: number | undefined;
		readonly noveltyDetector: "robust" | "welford";
		readonly traceFile: string | undefined;
	};
	readonly webDist: string;
}

/** Thrown when the environment does not make a configuration; its message lists every mistake at once. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(
			`The configuration has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:\n${problems
				.map((problem) => `  - ${problem}`)
				.join("\n")}\nEvery setting is described in docs/configuration.md and .env.sample.`,
		);
		this.problems = problems;
	}
}

const MIB = 1024 * 1024;

const OWN_PREFIX =
	/^(SENSOCTO_|SIMULATOR_|AUTH_|DATABASE_|SENSOR_|RATE_|MEASUREMENT_|HISTORY_|SPILL_|RETENTION_|NOVELTY_|UPLINK_|TRACE_)/;

/** Reads the configuration from environment variables.
 * @throws {ConfigError} naming every invalid, missing and unknown setting. */
export function readConfig(env: Record<string, string | undefined>): Config {
	const given = Object.fromEntries(
		Object.keys(settings.shape)
			.filter((name) => env[name] !== undefined && env[name] !== "")
			.map((name) => [name, env[name]]),
	);
	const parsed = settings.safeParse(given);
	const problems = unknownSettings(env);
	if (!parsed.success) {
		for (const issue of parsed.error.issues) {
			const name = String(issue.path[0]);
			problems.push(`${name}=${shown(name, env[name])}: ${issue.message}`);
		}
		throw new ConfigError(problems);
	}
	const value = parsed.data;
	const production = value.NODE_ENV === "production";
	const authMode = value.AUTH_MODE ?? (production ? "required" : "open");
	const host = value.HOST ?? (production ? "0.0.0.0" : "127.0.0.1");
	if (production && value.SECRET_KEY_BASE === undefined) {
		problems.push(
			"SECRET_KEY_BASE: expected in production, at least 32 random characters, but it is not set",
		);
	}
	if (problems.length > 0) throw new ConfigError(problems);
	return {
		environment: value.NODE_ENV,
		host,
		port: value.PORT,
		dataDir: path.resolve(value.DATA_DIR),
		databaseUrl: value.DATABASE_URL,
		secretKeyBase: value.SECRET_KEY_BASE,
		authMode,
		allowedOrigins: value.ALLOWED_ORIGINS,
		simulator: {
			enabled: value.SIMULATOR_ENABLED,
			autostart: value.SIMULATOR_AUTOSTART,
			hostSensor: value.HOST_SENSOR,
		},
		sensorGraceMs: value.SENSOR_GRACE_MS,
		rateLimit: value.RATE_LIMIT,
		measurementReplies: value.MEASUREMENT_REPLIES,
		logLevel: value.LOG_LEVEL,
		history: {
			memoryBytes: value.HISTORY_MEMORY_MB * MIB,
			spillLimitBytes: value.SPILL_LIMIT_MB * MIB,
			retention: {
				waveform: value.RETENTION_WAVEFORM_DAYS,
				scalar: value.RETENTION_SCALAR_DAYS,
				rollup: value.RETENTION_ROLLUP_DAYS,
			},
		},
		adaptive: {
			timeZone: value.TIME_ZONE || Intl.DateTimeFormat().resolvedOptions().timeZone,
			uplinkBytesPerSecond: value.UPLINK_MBIT === 0 ? undefined : (value.UPLINK_MBIT * 1_000_000) / 8,
			noveltyDetector: value.NOVELTY_DETECTOR,
			traceFile: value.TRACE_FILE,
		},
		webDist: path.resolve(value.WEB_DIST ?? path.join(import.meta.dirname, "../../web/dist")),
	};
}

/** True when `host` can only be reached from this machine. */
export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch {
		return false; // Intl tells an unknown zone by throwing.
	}
}

function unknownSettings(env: Record<string, string | undefined>): string[] {
	return Object.keys(env)
		.filter((name) => OWN_PREFIX.test(name) && !(name in settings.shape))
		.map((name) => `${name}: there is no such setting`);
}

/** A secret or a password in a URL never reaches a log. */
function shown(name: string, value: string | undefined): string {
	return /SECRET|URL/.test(name) ? "…" : JSON.stringify(value ?? "");
}
