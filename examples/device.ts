import { SensoctoSocket, SensorStream } from "@sensocto/client";

const socket = new SensoctoSocket(process.argv[2] ?? "http://127.0.0.1:4000");
socket.connect();

const stream = new SensorStream(socket, {
	sensorId: "greenhouse-1",
	sensorName: "Greenhouse",
	sensorType: "climate",
	connectorId: "greenhouse",
	connectorName: "Greenhouse gateway",
	connectorType: "typescript",
	attributes: { temperature: { attribute_type: "temperature", sampling_rate: 1, unit: "°C" } },
	provenance: "simulated",
});
await stream.open();

setInterval(() => stream.record("temperature", 21 + Math.random(), Date.now()), 1_000);
