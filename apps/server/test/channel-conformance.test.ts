import { afterAll, beforeAll, describe, it } from "vitest";
import { CONFORMANCE_CASES } from "./cases/conformance-cases.ts";
import { CaseContext, CLIENT_NAMES } from "./harness/conformance-case.ts";
import { TestServer } from "./launch-server.ts";

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

describe.each(CLIENT_NAMES)("channels with the %s client", (name) => {
	for (const each of CONFORMANCE_CASES) {
		const reason = each.skip?.[name];
		const title = `C3.${each.id} ${each.title}`;
		if (reason === undefined) it(title, () => CaseContext.run(server, name, each));
		else it.skip(`${title} (${reason})`, () => {});
	}
});
