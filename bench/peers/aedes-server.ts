import { createServer, type Socket } from "node:net";

/** The part of the broker's package that is used; it is no dependency of this project and may be missing. */
interface AedesPackage {
	Aedes: { createBroker(): Promise<{ handle(stream: Socket): void }> };
}

const name: string = "aedes";

// The MQTT broker aedes as its documentation sets it up, in memory.
const { Aedes } = (await import(name)) as AedesPackage;
const broker = await Aedes.createBroker();
createServer((socket) => broker.handle(socket)).listen(Number(process.env.PORT), "127.0.0.1");
