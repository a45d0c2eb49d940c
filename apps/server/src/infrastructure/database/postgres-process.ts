import type { ChildProcess } from "node:child_process";

/** The environment of PostgreSQL's programs: none of the server's own settings and secrets. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
	if (process.platform === "win32") return process.env; // Programs there do not start without the system's own variables.
	return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/** Calls back once, with `undefined` for success or with how the process ended. */
export function whenEnded(child: ChildProcess, callback: (reason: string | undefined) => void): void {
	child.once("error", (error) => callback(`did not start (${error.message}); set DATABASE_URL instead`));
	child.once("close", (code, signal) => {
		if (code === 0) callback(undefined);
		else callback(signal ? `was ended by ${signal}` : `exited with code ${code}`);
	});
}
