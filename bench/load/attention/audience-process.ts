import { Audience } from "./audience.ts";
import { FLEETS, type FleetName } from "./fleet.ts";
import { serveCommands } from "./load-child.ts";

// People who watch: audience-process.ts PORT FLEET SENSORS VIEWERS

const [port, fleet, ...numbers] = process.argv.slice(2);
const [sensors = 0, viewers = 0] = numbers.map(Number);
const audience = new Audience(`http://127.0.0.1:${port}`, FLEETS[fleet as FleetName](sensors), viewers);

serveCommands({
	watch: (plan: never) => audience.watch(plan),
	measure: (ms: never) => audience.measure(ms),
	leave: () => audience.leave(),
});
