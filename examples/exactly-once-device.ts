import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type DurableStorage, DurableStream, SensoctoSocket } from "@sensocto/client";

const [url = "http://127.0.0.1:4000", file = "belt-1.json"] = process.argv.slice(2);

/** What is not stored at the server yet survives the end of this process, whichever end that is. */
const storage: DurableStorage = {
	load: () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined),
	save: (state) => {
		writeFileSync(`${file}.new`, JSON.stringify(state));
		renameSync(`${file}.new`, file);
	},
};

const socket = new SensoctoSocket(url);
const stream = new DurableStream(
	socket,
	{
		sensorId: "belt-1",
		sensorName: "Chest belt",
		sensorType: "ecg",
		connectorId: "belt",
		connectorName: "Belt",
		connectorType: "typescript",
		attributes: { ecg: { attribute_type: "ecg", sampling_rate: 250, unit: "mV" } },
		provenance: "simulated",
	},
	{ storage },
);
stream.onLost((lost) => console.warn("lost for good:", lost));
stream.onProblem((problem) => console.warn(problem.message));

// Recording does not wait for the connection. Every 100 ms the belt delivers a block of 25 samples.
let time = Date.now();
const belt = setInterval(() => {
	for (; time < Date.now(); time += 4) stream.record("ecg", Math.sin(time / 200), time);
}, 100);

process.once("SIGTERM", async () => {
	clearInterval(belt);
	await stream.close();
	await socket.close();
	console.log(`${stream.storedSamples} samples stored, ${stream.pendingSamples} wait in ${file}`);
});

socket.connect();
await stream.open();
console.log(`streaming in session ${stream.session}`);
