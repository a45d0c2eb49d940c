import { createServer } from "node:net";
import { Aedes } from "aedes";

// The MQTT broker aedes as its documentation sets it up, in memory.
const broker = await Aedes.createBroker();
createServer((socket) => broker.handle(socket)).listen(Number(process.env.PORT), "127.0.0.1");
