import { createServer } from "node:http";
import { Server } from "socket.io";

// A Socket.IO server as its documentation sets it up, with rooms, over WebSocket only: clients join rooms, and what
// comes as a measurement goes to everybody in one of them.
const http = createServer((request, response) => {
	response.writeHead(request.url === "/health/ready" ? 200 : 404).end();
});
const io = new Server(http, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
	socket.on("join", (room: string, done: () => void) => {
		void socket.join(room);
		done();
	});
	socket.on("measurement", (measurement: unknown) => {
		io.to("everything").emit("measurement", measurement);
	});
});
http.listen(Number(process.env.PORT), "127.0.0.1");
