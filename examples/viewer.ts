import { SensoctoSocket, ViewerSession } from "@sensocto/client";

const socket = new SensoctoSocket(process.argv[2] ?? "http://127.0.0.1:4000");
socket.connect();

const viewer = new ViewerSession(socket, { viewId: `terminal-${process.pid}`, encoding: "columns" });
await viewer.open();
await viewer.stream("greenhouse-1", "temperature", { seedMs: 60_000 }, ({ times, values, gap }) => {
	if (gap) console.log(`samples are missing here: ${gap.reason}`);
	times.forEach((time, index) => {
		console.log(`${new Date(time).toISOString()} ${values[index]} °C`);
	});
});
