import { describe, expect, it } from "vitest";
import { connectSnippets } from "./connect-snippets.ts";

describe("connectSnippets", () => {
	it("names this server's socket in every language, encrypted where the page is", () => {
		for (const { code } of connectSnippets("https://example.org:8443")) {
			expect(code).toContain('"wss://example.org:8443/socket/websocket?vsn=2.0.0"');
		}
		expect(connectSnippets("http://127.0.0.1:4000")[0]?.code).toContain(
			'"ws://127.0.0.1:4000/socket/websocket',
		);
	});

	it("is a program that parses", () => {
		const code = connectSnippets("http://127.0.0.1:4000")[0]?.code ?? "";
		expect(() => new Function(code)).not.toThrow();
	});
});
