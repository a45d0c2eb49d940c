import { connect } from "node:net";

const TIMEOUT_MS = 1_000;
/** The protocol's SSLRequest: its length and its code (1234, 5679). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Tells whether a PostgreSQL answers on this port of 127.0.0.1, without signing in.
 *
 * The server answers an SSLRequest with one letter, `S` or `N`; a server that is being killed does not.
 */
export function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(SSL_REQUEST));
		const end = (result: boolean) => {
			socket.destroy();
			resolve(result);
		};
		socket.setTimeout(TIMEOUT_MS, () => end(false));
		socket.once("data", (reply) => end(reply[0] === 0x4e || reply[0] === 0x53));
		socket.once("error", () => end(false));
		socket.once("close", () => end(false));
	});
}
