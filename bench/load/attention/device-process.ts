import { setTimeout as sleep } from "node:timers/promises";
import { DeviceCrowd } from "./device-crowd.ts";
import { FLEETS, type FleetName } from "./fleet.ts";
import { serveCommands } from "./load-child.ts";

// Some of a fleet's devices: device-process.ts PORT FLEET SENSORS FIRST COUNT

const [port, fleet, ...numbers] = process.argv.slice(2);
const [sensors = 0, first = 0, count = 0] = numbers.map(Number);
const crowd = new DeviceCrowd(`http://127.0.0.1:${port}`, FLEETS[fleet as FleetName](sensors), first, count);

serveCommands({
	start: () => crowd.start(sleep),
	report: () => crowd.report(),
});
