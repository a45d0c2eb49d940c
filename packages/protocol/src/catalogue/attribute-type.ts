/** What a value of a state field means, by index. */
export type State = string | boolean;

/** One component of a sample; a scalar has the single field `value`. */
export interface Field {
	/** Name on the wire; a dot stands for nesting (`accelerometer.x`). */
	name: string;
	/** Unit when it differs from the type's; the empty string means that it has none. */
	unit?: string;
	/** Digits after the point when they differ from the type's. */
	digits?: number;
	/** Set when the component is an index into these states. */
	states?: readonly State[];
	/** Other names devices use for it, compared without case. */
	keys?: readonly string[];
}

/** Which samples a viewer gets: each one, the newest of a window, or each one at once. */
export type Delivery = "every" | "latest" | "event";

/** Form of a canonical sample: a number, a `Float64Array` in the order of the fields, or JSON. */
export type Shape = "scalar" | "vector" | "structured";

/** How a tile shows the attribute. */
export type Tile = "waveform" | "value" | "vector" | "map" | "battery" | "event" | "text";

/** Everything the platform knows about one type of attribute. */
export interface AttributeType {
	/** Name on the wire, in lower case. */
	type: string;
	/** Name for people. */
	title: string;
	/** Canonical unit; null when there is none. Values are never converted into it. */
	unit: string | null;
	/** Digits after the point. */
	digits: number;
	/** Range outside which a value is hardly true; it is stored all the same. */
	plausible?: readonly [min: number, max: number];
	/** Range a chart begins with. */
	display?: readonly [min: number, max: number];
	/** Expected time between samples in milliseconds when the device states no sampling rate. */
	intervalMs: number;
	delivery: Delivery;
	shape: Shape;
	/** Components in stride order; empty for structured types. */
	fields: readonly Field[];
	tile: Tile;
	/** Lens (view of one kind of data over many sensors) that shows it. */
	lens?: string;
	/** Set when a note that this is no medical device belongs beside it. */
	medical?: true;
	/** Set when 32-bit floats would lose what matters. */
	precision?: 64;
	/** Set when the samples form a continuous curve. */
	waveform?: true;
	/** Other ids and names that mean this type, in lower case. */
	aliases?: readonly string[];
	/** Rate of a chunk of samples that states none, in Hz. */
	chunkRateHz?: number;
	/** Form of a payload that is text. */
	text?: "imu-csv" | "json";
	/** Set when `{integer, decimal}` stands for integer + decimal/100. */
	hundredths?: true;
	/** Set when a bare number stands for the first field of a vector. */
	bare?: true;
	/** Set when a sample without any readable field still tells that something happened. */
	emptyIsSample?: true;
}
