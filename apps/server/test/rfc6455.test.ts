import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WIRE_CASES } from "./cases/wire-cases.ts";
import { OPCODE, wireFrame } from "./harness/wire-frame.ts";
import { openWire } from "./harness/wire-socket.ts";
import { TestServer } from "./launch-server.ts";

const HEARTBEAT = '[null,"1","phoenix","heartbeat",{}]';

let server: TestServer;
let bystander: Awaited<ReturnType<typeof openWire>>;
beforeAll(async () => {
	server = await TestServer.launch();
	bystander = await openWire(server.port);
});
afterAll(() => server?.stop());

const isText = ({ opcode }: { opcode: number }) => opcode === OPCODE.text;

describe("RFC 6455", () => {
	it("is covered by 46 cases", () => {
		expect(WIRE_CASES).toHaveLength(46);
	});

	const numbered = WIRE_CASES.map((each, index) => [`W${index + 1} ${each.what}`, each] as const);
	it.each(numbered)("%s", async (_title, { bytes, expect: expected, pongs = [] }) => {
		const socket = await openWire(server.port);
		for (const piece of bytes) {
			socket.send(piece);
			await new Promise((resolve) => setImmediate(resolve));
		}
		if ("close" in expected) {
			expect((await socket.ended).code).toBe(expected.close);
			expect(socket.frames.all.filter(isText)).toEqual([]);
		} else {
			for (let k = 0; k < expected.answers; k++) await socket.frames.next(isText, `answer ${k + 1}`);
			const heard = socket.frames.all.filter(({ opcode }) => opcode === OPCODE.pong);
			expect(heard.map(({ payload }) => String(payload))).toEqual(pongs);
			expect((await socket.close()).code).toBe(1_000);
		}
		bystander.sendText(HEARTBEAT);
		await bystander.frames.next(isText, "the answer to another client");
	});

	it("W47 a client that answers no closing handshake is dropped all the same", async () => {
		const socket = await openWire(server.port);
		socket.isPolite = false;
		socket.send(wireFrame({ opcode: OPCODE.text, payload: "no JSON" }));
		await socket.frames.next(({ opcode }) => opcode === OPCODE.close);
		const { code } = await socket.ended;
		expect(code).toBe(1_007);
	});

	it("W48 a client that ends in the middle of a frame is gone at once", async () => {
		const socket = await openWire(server.port);
		socket.tcp.end(wireFrame({ opcode: OPCODE.text, payload: HEARTBEAT }).subarray(0, 9));
		await socket.ended;
		expect(socket.frames.all.filter(isText)).toEqual([]);
	});
});
