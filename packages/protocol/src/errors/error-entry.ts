/** What the catalogue knows about one error code. */
export interface ErrorEntry {
	/** HTTP status in a REST answer. */
	status: number;
	/** WebSocket close code when the error ends a connection. */
	closeCode?: number;
	/** The `reason` of a channel's error reply. */
	wireReason: string;
	/** What was expected. */
	expected: string;
	/** What came instead; `{name}` stands for a detail. */
	received?: string;
	/** What to do next. */
	advice: string;
	/** Builds the text for a person; sentences that name an absent detail are left out. */
	message(details?: Readonly<Record<string, unknown>>): string;
}

/** Definition of an error; the wire reason is its code unless stated. */
export type ErrorDefinition = Omit<ErrorEntry, "message" | "wireReason"> & { wireReason?: string };

/** Turns definitions by code into catalogue entries. */
export function defineErrors<const Code extends string>(
	definitions: Readonly<Record<Code, ErrorDefinition>>,
): Readonly<Record<Code, ErrorEntry>> {
	const entries = {} as Record<Code, ErrorEntry>;
	for (const code of Object.keys(definitions) as Code[]) {
		const definition = definitions[code];
		entries[code] = {
			...definition,
			wireReason: definition.wireReason ?? code,
			message: (details) => compose(definition, details),
		};
	}
	return entries;
}

function compose(definition: ErrorDefinition, details: Readonly<Record<string, unknown>> = {}): string {
	return [definition.expected, definition.received, definition.advice]
		.map((sentence) => (sentence === undefined ? undefined : fill(sentence, details)))
		.filter((sentence) => sentence !== undefined)
		.join(" ");
}

function fill(sentence: string, details: Readonly<Record<string, unknown>>): string | undefined {
	let complete = true;
	const text = sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = details[name];
		if (value === undefined) complete = false;
		return typeof value === "string" ? value : JSON.stringify(value);
	});
	return complete ? text : undefined;
}
