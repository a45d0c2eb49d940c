import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONFORMANCE_CASES } from "./cases/conformance-cases.ts";
import { CaseContext } from "./harness/conformance-case.ts";
import type { ClientName } from "./harness/conformance-client.ts";
import { TestServer } from "./launch-server.ts";

const CLIENTS: readonly ClientName[] = ["phoenix", "sensocto", "v1"];

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

it("numbers every case once", () => {
	const ids = CONFORMANCE_CASES.map(({ id }) => id).sort((a, b) => a - b);
	expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => i + 1));
});

describe.each(CLIENTS)("channels with the %s client", (name) => {
	for (const each of CONFORMANCE_CASES) {
		const reason = each.skip?.[name];
		const title = `C3.${each.id} ${each.title}`;
		if (reason === undefined) it(title, () => CaseContext.run(server, name, each));
		else it.skip(`${title} (${reason})`, () => {});
	}
});
