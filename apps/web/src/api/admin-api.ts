import type { DashboardMode, DashboardOverview, SystemLoad } from "@sensocto/protocol";
import { type RestClient, rest } from "./rest-client.ts";

/** The operations part of the REST interface; every call rejects with `ApiError`. */
export class AdminApi {
	readonly #client: RestClient;

	constructor(client: RestClient) {
		this.#client = client;
	}

	/** The state of the node. */
	overview(signal?: AbortSignal): Promise<DashboardOverview> {
		return this.#client.request("/api/admin/overview", { signal });
	}

	/** Switches a module of the biomimetic layer. */
	async setMode(module: string, mode: DashboardMode): Promise<void> {
		await this.#client.request(`/api/admin/modules/${encodeURIComponent(module)}`, {
			method: "PUT",
			body: { mode },
		});
	}

	/** Sets the load label by hand, for a drill; null ends it. */
	async setLoad(label: SystemLoad | null): Promise<void> {
		await this.#client.request("/api/admin/load", { method: "POST", body: { label } });
	}
}

/** The page's client. */
export const adminApi = new AdminApi(rest);
