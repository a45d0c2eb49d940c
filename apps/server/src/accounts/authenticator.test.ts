import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { AccessTokens } from "./access-tokens.ts";
import { Authenticator } from "./authenticator.ts";
import { ANONYMOUS, OPEN } from "./identity.ts";
import { VIEWER_TOKEN_MS, ViewerTokens } from "./viewer-tokens.ts";

/** Tokens as the database would know them; counts how often it is asked. */
function tokens(valid: Map<string, string>, clock = new FakeClock()) {
	const asked: string[] = [];
	const store = {
		verify: async (secret: string) => {
			asked.push(secret);
			const subject = valid.get(secret);
			return subject === undefined ? undefined : { id: "1", subject, claims: {}, expiresAtMs: 0 };
		},
	};
	return { asked, clock, access: new AccessTokens(store, clock) };
}

describe("Authenticator", () => {
	it("lets everybody in when it is open", async () => {
		const { access } = tokens(new Map());
		const open = new Authenticator("open", access, "own");
		expect(await open.socket("anything")).toEqual(OPEN);
		expect(await open.mayFeed(OPEN, "fake")).toBe(true);
		expect(await open.request(undefined)).toEqual(OPEN);
	});

	it("refuses a bad token, and takes none for anonymous, when tokens are required", async () => {
		const { access } = tokens(new Map([["good", "lab"]]));
		const strict = new Authenticator("required", access, "own");
		expect(await strict.socket("bad")).toBeNull();
		expect(await strict.socket(null)).toEqual(ANONYMOUS);
		expect(await strict.socket("good")).toEqual({ kind: "token", name: "lab" });
		expect(strict.mayWatch(ANONYMOUS)).toBe(false);
	});

	it("lets an anonymous socket feed a sensor only with a valid bearer token", async () => {
		const { access } = tokens(new Map([["good", "lab"]]));
		const strict = new Authenticator("required", access, "own");
		expect(await strict.mayFeed(ANONYMOUS, "")).toBe(false);
		expect(await strict.mayFeed(ANONYMOUS, "fake")).toBe(false);
		expect(await strict.mayFeed(ANONYMOUS, "good")).toBe(true);
		expect(await strict.mayFeed({ kind: "token", name: "lab" }, "")).toBe(true);
		expect(await strict.mayFeed(ANONYMOUS, "own")).toBe(true);
	});

	it("reads the bearer token of a request whatever the case of the scheme", async () => {
		const { access } = tokens(new Map([["good", "lab"]]));
		const strict = new Authenticator("required", access, "own");
		expect(await strict.request("bearer good")).toEqual({ kind: "token", name: "lab" });
		expect(await strict.request("Basic good")).toBeNull();
		expect(await strict.request(undefined)).toBeNull();
	});

	it("neither asks for nor remembers what is too long for a token", async () => {
		const long = "x".repeat(8_192);
		const { access, asked } = tokens(new Map([[long, "lab"]]));
		expect(await access.verify(long)).toBeNull();
		expect(asked).toEqual([]);
	});

	it("asks the database again after a moment, so that a revoked token ends", async () => {
		const valid = new Map([["good", "lab"]]);
		const { access, asked, clock } = tokens(valid);
		expect(await access.verify("good")).toBe("lab");
		valid.clear();
		expect(await access.verify("good")).toBe("lab");
		await clock.advance(2_001);
		expect(await access.verify("good")).toBeNull();
		expect(asked).toHaveLength(2);
	});
});

describe("ViewerTokens", () => {
	const clock = new FakeClock();
	const signer = new ViewerTokens("a secret of the server", clock);

	it("gives back what was signed", () => {
		const { token } = signer.sign("view", ["a:b", "c"]);
		expect(signer.verify(token)).toMatchObject({ viewId: "view", sensors: ["a:b", "c"] });
	});

	it("refuses a changed, foreign or malformed token", () => {
		const { token } = signer.sign("view", null);
		const [body, signature] = token.split(".");
		const forged = Buffer.from(JSON.stringify({ viewId: "x", sensors: null, expiresAt: 9e15 })).toString(
			"base64url",
		);
		for (const bad of [
			`${forged}.${signature}`,
			`${body}.`,
			`${body}`,
			"",
			`${token}.x`,
			`${body}.${"A".repeat(43)}`,
		]) {
			expect(signer.verify(bad)).toBeNull();
		}
		expect(new ViewerTokens("another secret", clock).verify(token)).toBeNull();
	});

	it("refuses a token that has ended", async () => {
		const { token } = signer.sign("view", null);
		await clock.advance(VIEWER_TOKEN_MS);
		expect(signer.verify(token)).toBeNull();
	});
});
