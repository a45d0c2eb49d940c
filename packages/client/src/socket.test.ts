import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { SensoctoSocket } from "./socket.ts";
import { MemoryNetwork } from "./testing/memory-network.ts";

function setUp() {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	// 0.5: every wait has its nominal length.
	const options = { clock, random: () => 0.5, WebSocket: network.WebSocket };
	const socket = new SensoctoSocket("http://server.test:4000", { ...options, params: { token: "t 1" } });
	const states: string[] = [];
	socket.onState((state, { code, retryInMs }) =>
		states.push([state, code, retryInMs].filter(Boolean).join(" ")),
	);
	return { clock, network, socket, states };
}

describe("SensoctoSocket", () => {
	it("S1 refuses an address that is no server's", () => {
		for (const url of ["", "nonsense", "ftp://server.test"]) {
			expect(() => new SensoctoSocket(url)).toThrow(expect.objectContaining({ code: "invalid_url" }));
		}
	});

	it("S2 counts a heartbeat without an answer as a lost connection", async () => {
		const { clock, network, socket, states } = setUp();
		network.respond = () => undefined;
		socket.connect();
		await clock.advance(30_000);
		expect(network.socket.frames).toEqual([[null, "1", "phoenix", "heartbeat", {}]]);
		await clock.advance(30_000);
		expect(states).toEqual(["connecting", "open", "waiting 4000 100"]);
		await clock.advance(100);
		expect(network.sockets).toHaveLength(2);
		expect(socket.state).toBe("open");
	});

	it("S13 pays no heed to what a given-up connection still delivers", async () => {
		const { clock, network, socket } = setUp();
		network.answersClose = false;
		network.respond = () => undefined;
		socket.connect();
		await clock.advance(60_100);
		const [first] = network.sockets;
		first?.deliverRaw("<html>");
		first?.drop(1000);
		expect(socket.state).toBe("open");
		expect(network.sockets).toHaveLength(2);
	});

	it("S3 keeps a connection whose heartbeats are answered", async () => {
		const { clock, network, socket } = setUp();
		socket.connect();
		await clock.advance(300_000);
		expect(network.sockets).toHaveLength(1);
		expect(network.socket.sent("heartbeat")).toHaveLength(10);
	});

	it("S4 waits longer after each failed attempt, and not for ever", async () => {
		const { clock, network, socket, states } = setUp();
		network.accepts = false;
		socket.connect();
		for (const wait of [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 10_000]) {
			network.socket.drop(1006);
			expect(states.at(-1)).toBe(`waiting 1006 ${wait}`);
			await clock.advance(wait);
		}
	});

	it("S5 starts the waits anew only after a connection that lasted", async () => {
		const { clock, network, socket, states } = setUp();
		socket.connect();
		await clock.advance(0);
		network.socket.drop(1006);
		await clock.advance(100);
		network.socket.drop(1006);
		expect(states.at(-1)).toBe("waiting 1006 200");
		await clock.advance(200 + 10_000);
		network.socket.drop(1012);
		expect(states.at(-1)).toBe("waiting 1012 100");
	});

	it("S6 gives up a handshake that takes too long", async () => {
		const { clock, network, socket, states } = setUp();
		network.accepts = false;
		socket.connect();
		await clock.advance(10_000);
		expect(states.at(-1)).toBe("waiting 1006 100");
		network.sockets[0]?.accept();
		expect(socket.state).toBe("waiting");
	});

	it("S7 is ended by a normal closure of the server", async () => {
		const { clock, network, socket, states } = setUp();
		socket.connect();
		await clock.advance(0);
		network.socket.drop(1000);
		await clock.advance(600_000);
		expect(states.at(-1)).toBe("closed 1000");
		expect(network.sockets).toHaveLength(1);
		expect(clock.pending).toBe(0);
	});

	it("S8 starts over when the peer sends what is no frame", async () => {
		const { clock, network, socket } = setUp();
		const reasons: (string | undefined)[] = [];
		socket.onState((_state, { reason }) => reasons.push(reason));
		socket.connect();
		await clock.advance(0);
		network.socket.deliverRaw("<html>");
		expect(reasons.at(-1)).toBe("malformed frame");
		await clock.advance(100);
		expect(socket.state).toBe("open");
	});

	it("S9 tries at once when asked to connect while it waits", async () => {
		const { clock, network, socket } = setUp();
		socket.connect();
		await clock.advance(0);
		network.socket.drop(1006);
		socket.connect();
		await clock.advance(0);
		expect(socket.state).toBe("open");
		await clock.advance(10_000);
		expect(network.sockets).toHaveLength(2);
	});

	it("S10 closes in every state and then leaves nothing behind", async () => {
		for (const prepare of [
			async () => undefined,
			async ({ socket }: ReturnType<typeof setUp>) => socket.connect(),
			async ({ clock, network, socket }: ReturnType<typeof setUp>) => {
				socket.connect();
				await clock.advance(0);
				network.socket.drop(1006);
			},
		]) {
			const world = setUp();
			await prepare(world);
			await Promise.all([world.socket.close(), world.socket.close()]);
			expect(world.socket.state).toBe("closed");
			await world.clock.advance(600_000);
			expect(world.clock.pending).toBe(0);
			expect(world.socket.state).toBe("closed");
		}
	});

	it("S11 closes within a second when the server does not answer", async () => {
		const { clock, network, socket } = setUp();
		network.answersClose = false;
		socket.connect();
		await clock.advance(0);
		const closed = socket.close();
		await clock.advance(1_000);
		await closed;
		expect(socket.state).toBe("closed");
	});

	it("S12 connects to the endpoint with version 2 and its parameters", () => {
		const { network, socket } = setUp();
		socket.connect();
		expect(network.socket.url).toBe("ws://server.test:4000/socket/websocket?token=t+1&vsn=2.0.0");
		expect(network.socket.binaryType).toBe("arraybuffer");
	});
});
