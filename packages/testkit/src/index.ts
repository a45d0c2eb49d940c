export { BUSY } from "./busy.ts";
export { FakeClock, type FakeClockOptions } from "./fake-clock.ts";
export { FaultHook, type HookAnswer } from "./fault-hook.ts";
export type { FaultPlan, FlowFaults } from "./fault-plan.ts";
export { FaultProxy, type FaultProxyOptions } from "./fault-proxy.ts";
export { findProgram } from "./find-program.ts";
export { freePort } from "./free-port.ts";
export { launchMosquitto, launchNats } from "./launch-broker.ts";
export { launchPostgres, type PostgresOptions } from "./launch-postgres.ts";
export {
	type Account,
	type LaunchedProcess,
	type LaunchOptions,
	launchProcess,
	type ProcessExit,
} from "./launch-process.ts";
export type { LaunchedService } from "./launched-service.ts";
export { Nemesis } from "./nemesis.ts";
export type { ProxiedConnection } from "./proxied-connection.ts";
export { SeededRng } from "./seeded-rng.ts";
export { SmallDisk } from "./small-disk.ts";
export { type PairedSocket, type SocketPairOptions, socketPair } from "./socket-pair.ts";
export { type WaitOptions, waitUntil } from "./wait-until.ts";
export { chosenSeed, withSeed } from "./with-seed.ts";
