import { describe, expect, it } from "vitest";
import { socketUrl } from "./socket-url.ts";

describe("socketUrl", () => {
	it("U1 refuses what is no server's address", () => {
		for (const base of ["localhost:4000", "/socket", "ws://", "file:///etc"]) {
			expect(() => socketUrl(base)).toThrow(expect.objectContaining({ code: "invalid_url" }));
		}
	});

	it.each([
		["http://127.0.0.1:4000", "ws://127.0.0.1:4000/socket/websocket?vsn=2.0.0"],
		["https://a.test/", "wss://a.test/socket/websocket?vsn=2.0.0"],
		["wss://a.test/behind/proxy/", "wss://a.test/behind/proxy/socket/websocket?vsn=2.0.0"],
		["ws://a.test/socket/websocket?vsn=1.0.0", "ws://a.test/socket/websocket?vsn=2.0.0"],
		["http://a.test/page?x=1#part", "ws://a.test/page/socket/websocket?x=1&vsn=2.0.0"],
	])("U2 leads from %s to the endpoint", (base, url) => {
		expect(socketUrl(base)).toBe(url);
	});
});
