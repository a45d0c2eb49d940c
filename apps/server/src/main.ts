import { systemClock } from "@sensocto/supervision";
import pino from "pino";
import { Application } from "./application.ts";
import { ConfigError, isLoopback, readConfig } from "./config.ts";

/** Longest time a stop may take, in ms. */
const STOP_LIMIT_MS = 15_000;

const config = (() => {
	try {
		return readConfig(process.env);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		console.error(error.message);
		return process.exit(78);
	}
})();

const log = pino({ level: config.logLevel });
const application = new Application({
	config,
	clock: systemClock,
	log,
	random: Math.random,
	onGiveUp(error) {
		log.fatal({ err: error }, "the supervision tree gave up");
		process.exit(70);
	},
});

let stopping = false;
async function stop(signal: string): Promise<void> {
	if (stopping) return;
	stopping = true;
	log.info({ signal }, "stopping");
	setTimeout(() => process.exit(70), STOP_LIMIT_MS).unref();
	await application.stop();
	log.info("stopped");
	process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
process.on("unhandledRejection", (error) => {
	log.fatal({ err: error }, "unhandled rejection");
	void stop("unhandledRejection");
});

/** The cause may be wrapped by the supervisors it passed. */
function isPortTaken(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	return (error as NodeJS.ErrnoException).code === "EADDRINUSE" || isPortTaken(error.cause);
}

try {
	await application.start();
} catch (error) {
	log.fatal({ err: error }, "the server could not start");
	if (isPortTaken(error)) {
		console.error(`Port ${config.port} is in use. Stop what uses it, or choose another: PORT=4001 npm start`);
	}
	process.exit(70);
}
const { port } = application.platform.http.get();
const shown = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
log.info({ port, host: config.host, auth: config.authMode }, "listening");
if (config.authMode === "open") {
	log.warn(
		isLoopback(config.host)
			? "open mode: any token is accepted; only this machine can connect"
			: "open mode: any token is accepted, and other machines can connect. Set AUTH_MODE=required unless you mean it",
	);
}
console.log(`\n  Sensocto is ready at http://${shown}:${port}\n`);
