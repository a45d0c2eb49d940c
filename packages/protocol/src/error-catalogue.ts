import { CHANNEL_ERRORS } from "./errors/channel-errors.ts";
import { CLIENT_ERRORS } from "./errors/client-errors.ts";
import { CONNECTION_ERRORS } from "./errors/connection-errors.ts";
import { REQUEST_ERRORS } from "./errors/request-errors.ts";
import { SENSOR_ERRORS } from "./errors/sensor-errors.ts";
import { VIEWER_ERRORS } from "./errors/viewer-errors.ts";

export type { ErrorEntry } from "./errors/error-entry.ts";

/** Every error of the platform by code. */
export const ERRORS = {
	...CONNECTION_ERRORS,
	...CHANNEL_ERRORS,
	...SENSOR_ERRORS,
	...VIEWER_ERRORS,
	...CLIENT_ERRORS,
	...REQUEST_ERRORS,
};

/** Code of an error in the catalogue. */
export type ErrorCode = keyof typeof ERRORS;
