import { isRecord, type JsonRecord } from "../json.ts";
import type { Field } from "./attribute-type.ts";

// A payload of a known type has a handful of keys; scanning thousands for each field would be a cheap way to stall us.
const SCAN_LIMIT = 64;
const PATHS = new WeakMap<Field, readonly (readonly string[])[]>();

/**
 * Looks a field up in a payload by its name, then by its other keys; undefined when none is there.
 *
 * Exact spelling is tried first at every step, then any case.
 */
export function lookUp(payload: JsonRecord, field: Field): unknown {
	for (const path of pathsOf(field)) {
		const value = follow(payload, path);
		if (value !== undefined) return value;
	}
	return undefined;
}

function pathsOf(field: Field): readonly (readonly string[])[] {
	let paths = PATHS.get(field);
	if (paths === undefined) {
		paths = [field.name, ...(field.keys ?? [])].map((name) => name.split("."));
		PATHS.set(field, paths);
	}
	return paths;
}

function follow(payload: JsonRecord, path: readonly string[]): unknown {
	let value: unknown = payload;
	for (const key of path) {
		if (!isRecord(value)) return undefined;
		value = member(value, key);
	}
	return value;
}

function member(record: JsonRecord, key: string): unknown {
	if (Object.hasOwn(record, key)) return record[key];
	let scanned = 0;
	for (const other in record) {
		if (++scanned > SCAN_LIMIT) return undefined;
		if (other.length === key.length && other.toLowerCase() === key.toLowerCase()) return record[other];
	}
	return undefined;
}
