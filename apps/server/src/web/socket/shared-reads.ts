import { Socket } from "node:net";

/** Most bytes one read takes, as with Node's own buffers. */
const READ_BYTES = 65_536;

/** What every switched socket reads into: a read and its callback are over before another begins. */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

/** Where Node keeps the `onread` option of a socket, by the names of its symbols. */
const FIELDS = { buffer: "kBuffer", callback: "kBufferCb", generator: "kBufferGen" } as const;

interface ReadFields {
	readonly buffer: symbol;
	readonly callback: symbol;
	readonly generator: symbol;
}

/** The part of a TCP handle this needs. */
interface UserBufferHandle {
	useUserBuffer(buffer: Uint8Array): void;
}

/**
 * Makes an accepted socket read into one buffer that all such sockets share, in place of 64 KiB of its own per read.
 *
 * Node documents this as the `onread` option of sockets that a program connects itself; accepted ones have the same
 * fields and no way to set them. Where they are not as expected (another version of Node, a TLS socket, a stream that
 * is no socket), nothing is changed. On Windows a read is under way while others finish, so that nothing can be shared.
 *
 * @param take gets the buffer and how many bytes of it were read, which are valid during the call only; when it returns
 * false reading stops until the socket's `resume` or `read`.
 * @returns whether the socket was switched; `data` events go on as before for what was buffered until now, and for all
 * bytes when it was not.
 */
export function readShared(socket: Socket, take: (buffer: Buffer, count: number) => boolean): boolean {
	const fields = readFields(socket);
	const handle: unknown = Reflect.get(socket, "_handle");
	if (fields === null || !hasUserBuffer(handle)) return false;
	Reflect.set(socket, fields.callback, (count: number) => take(shared, count));
	Reflect.set(socket, fields.buffer, shared);
	handle.useUserBuffer(shared);
	return true;
}

function readFields(socket: Socket): ReadFields | null {
	if (process.platform === "win32" || socket.constructor !== Socket) return null;
	const unused = (name: string): symbol | undefined =>
		Object.getOwnPropertySymbols(socket).find(
			(field) => field.description === name && Reflect.get(socket, field) === null,
		);
	const buffer = unused(FIELDS.buffer);
	const callback = unused(FIELDS.callback);
	const generator = unused(FIELDS.generator);
	if (buffer === undefined || callback === undefined || generator === undefined) return null;
	return { buffer, callback, generator };
}

function hasUserBuffer(handle: unknown): handle is UserBufferHandle {
	return typeof handle === "object" && handle !== null && "useUserBuffer" in handle;
}
