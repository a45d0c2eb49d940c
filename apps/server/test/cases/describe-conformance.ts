import { afterAll, beforeAll, describe, it } from "vitest";
import { CaseContext } from "../harness/conformance-case.ts";
import type { ClientName } from "../harness/conformance-client.ts";
import { TestServer } from "../launch-server.ts";
import { CONFORMANCE_CASES } from "./conformance-cases.ts";

/** Runs the whole table with one client against a server of its own. */
export function describeConformance(name: ClientName): void {
	describe(`channels with the ${name} client`, () => {
		let server: TestServer;
		beforeAll(async () => {
			server = await TestServer.launch();
		});
		afterAll(() => server?.stop());

		for (const each of CONFORMANCE_CASES) {
			const reason = each.skip?.[name];
			const title = `C3.${each.id} ${each.title}`;
			if (reason === undefined) it(title, () => CaseContext.run(server, name, each));
			else it.skip(`${title} (${reason})`, () => {});
		}
	});
}
