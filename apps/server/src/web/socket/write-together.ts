import type { Socket } from "node:net";

/** Bytes that wait for the end of a turn at most; with more the socket writes at once what it has. */
const HELD_BYTES = 65_536;

const held = new Set<Socket>();

/**
 * Lets a socket gather what is written to it until the present turn of the event loop is over, and write it with one
 * system call then: what a viewer gets in two lanes, a reply and what follows it, the new windows of a gateway's sensors.
 *
 * To be called before each write.
 */
export function writeTogether(socket: Socket): void {
	if (!held.has(socket)) {
		if (held.size === 0) setImmediate(writeHeld);
		held.add(socket);
		socket.cork();
	} else if (socket.writableLength > HELD_BYTES) {
		socket.uncork();
		socket.cork();
	}
}

/** Writes what a socket has gathered without waiting for the end of the turn. */
export function writeNow(socket: Socket): void {
	if (held.delete(socket)) socket.uncork();
}

function writeHeld(): void {
	for (const socket of held) socket.uncork();
	held.clear();
}
