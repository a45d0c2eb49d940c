import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BIO_MODULES } from "../../src/bio/decision-log.ts";
import { CrashRig } from "../harness/crash-rig.ts";

let rig: CrashRig;
beforeAll(async () => {
	rig = await CrashRig.create();
	await rig.start();
});
afterAll(() => rig.dispose());

async function put(module: string, mode: string): Promise<number> {
	const { status } = await rig.server.request(`/api/admin/modules/${module}`, {
		method: "PUT",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ mode }),
	});
	return status;
}

async function modes(): Promise<Record<string, string>> {
	const { body } = await rig.server.request("/api/admin/overview");
	const { modules } = body as { modules: { module: string; mode: string }[] };
	return Object.fromEntries(modules.map(({ mode, module }) => [module, mode]));
}

describe("the switches of the modules", () => {
	it("refuse modules and modes there are none of", async () => {
		expect([await put("Pineal", "off"), await put("NoveltyDetector", "asleep")]).toEqual([422, 422]);
	});

	it("stand after a kill of the server as they were, each by itself", async () => {
		const wanted = Object.fromEntries(
			BIO_MODULES.map((module, k) => [module, ["off", "shadow", "on"][k % 3]!]),
		);
		for (const [module, mode] of Object.entries(wanted)) expect(await put(module, mode)).toBe(200);
		expect(await modes()).toEqual(wanted);
		const isStored = async () => {
			const rows = await rig.query("select 1 from bio_states where module = 'ModuleModes'");
			return rows.length === Object.values(wanted).filter((mode) => mode !== "on").length;
		};
		await waitUntil(isStored, { what: "the modes in the database" });
		await rig.killServer();
		await rig.start();
		const isBack = async () => JSON.stringify(await modes()) === JSON.stringify(wanted);
		await waitUntil(isBack, { what: "the modes of before" });
	});
});
