export { FakeClock, type FakeClockOptions } from "./fake-clock.ts";
export { freePort } from "./free-port.ts";
export {
	type LaunchedProcess,
	type LaunchOptions,
	launchProcess,
	type ProcessExit,
} from "./launch-process.ts";
export { SeededRng } from "./seeded-rng.ts";
export { type WaitOptions, waitUntil } from "./wait-until.ts";
export { withSeed } from "./with-seed.ts";
