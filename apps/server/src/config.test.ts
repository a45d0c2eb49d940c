import { describe, expect, it } from "vitest";
import { ConfigError, isLoopback, readConfig } from "./config.ts";

function problemsOf(env: Record<string, string>): readonly string[] {
	try {
		readConfig(env);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.problems;
		throw error;
	}
}

describe("readConfig", () => {
	it("needs nothing in development: loopback, open, embedded database", () => {
		const config = readConfig({});
		expect(config).toMatchObject({ host: "127.0.0.1", port: 4000, authMode: "open", databaseUrl: undefined });
	});

	it("lists every mistake at once, each with what was expected", () => {
		const problems = problemsOf({
			PORT: "eighty",
			AUTH_MODE: "maybe",
			SENSOR_GRACE_MS: "-1",
			DATABASE_URL: "mysql://x",
		});
		expect(problems).toHaveLength(4);
		expect(problems.join("\n")).toMatch(/PORT="eighty": expected a whole number from 0 to 65535/);
	});

	it("names settings that do not exist", () => {
		expect(problemsOf({ AUTH_MODUS: "open" })).toEqual(["AUTH_MODUS: there is no such setting"]);
	});

	it("never shows a secret or a URL's password", () => {
		const problems = problemsOf({
			SECRET_KEY_BASE: "short-secret",
			DATABASE_URL: "http://user:hunter2@host",
		}).join("\n");
		expect(problems).not.toMatch(/short-secret|hunter2/);
	});

	it("wants a secret in production, listens there on every address and requires tokens", () => {
		expect(problemsOf({ NODE_ENV: "production" })).toEqual([expect.stringMatching(/^SECRET_KEY_BASE/)]);
		const config = readConfig({ NODE_ENV: "production", SECRET_KEY_BASE: "x".repeat(32) });
		expect(config).toMatchObject({ host: "0.0.0.0", authMode: "required" });
	});

	it("knows which addresses only this machine reaches", () => {
		expect(["127.0.0.1", "127.1.2.3", "localhost", "::1"].every(isLoopback)).toBe(true);
		expect(["0.0.0.0", "192.168.0.1", "::"].some(isLoopback)).toBe(false);
	});
});
