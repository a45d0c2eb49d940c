import { SensoctoSocket, ViewerSession, type WebSocketConstructor } from "@sensocto/client";
import { typeOfAttribute } from "@sensocto/protocol";
import { Ref, type Scope } from "@sensocto/supervision";
import { FakeClock, type SeededRng } from "@sensocto/testkit";
import { Wires } from "../../src/bio/wires.ts";
import { Alerts } from "../../src/domain/alerts/alerts.ts";
import { AttentionTable } from "../../src/domain/attention/attention-table.ts";
import type { DeliveryState } from "../../src/domain/delivery/delivery-state.ts";
import { LensRouter } from "../../src/domain/delivery/lens-router.ts";
import { streamCodecs } from "../../src/domain/delivery/stream-codec.ts";
import { SubscriberGroups } from "../../src/domain/delivery/subscriber-group.ts";
import { TopicTable } from "../../src/domain/delivery/topic-table.ts";
import type { Attribute } from "../../src/domain/sensors/attribute.ts";
import { AttributeStore } from "../../src/domain/sensors/attribute-store.ts";
import { SensorRecord } from "../../src/domain/sensors/sensor-record.ts";
import { SynchronyWatches } from "../../src/domain/synchrony/synchrony-watches.ts";
import { Registry } from "../../src/registry/registry.ts";
import { ViewerChannel, type ViewerChannelContext } from "../../src/web/socket/channels/viewer-channel.ts";
import { VirtualLink } from "./virtual-link.ts";

/** One signal of each delivery class. */
export const SIGNALS = ["ecg", "heartrate", "button"] as const;

/** The sensor that has them. */
export const SENSOR = "s";

const IDENTITY = {
	...{ name: "S", type: "generic", connectorId: "c", connectorName: "C", connectorType: null },
	...{ provenance: "real" as const, source: null },
};

/** The delivery of a server, whole but for its sockets, and viewers at the other end of a network in hand. */
export class DeliveryWorld {
	readonly clock = new FakeClock();
	readonly attributes: readonly Attribute[];
	readonly #context: ViewerChannelContext;
	readonly #random: () => number;
	#viewers = 0;

	constructor(rng: SeededRng) {
		this.#random = () => rng.next();
		const wires = new Wires();
		const epoch = this.clock.now();
		const codecs = streamCodecs(epoch);
		const state: DeliveryState = {
			...{ topics: new TopicTable(), groups: new SubscriberGroups(codecs), codecs, epoch },
			...{ viewers: new Set(), stalled: new Set() },
		};
		const registry = new Registry<SensorRecord>();
		const record = registry.register(SENSOR, () => new SensorRecord(SENSOR, 1, IDENTITY));
		record.store = new AttributeStore();
		this.attributes = SIGNALS.map((id) =>
			record.store!.define(id, typeOfAttribute({ attribute_id: id, attribute_type: id }), {
				...{ unit: null, displayName: null, samplingRateHz: 100, provenance: "real", derivedFrom: null },
			}),
		);
		const router = new LensRouter(state, {
			clock: this.clock,
			wires,
			sensor: () => ({ clockOffsetMs: 0, store: null }),
		});
		router.start(scopeOf(this.clock));
		const routers = new Ref<LensRouter>("the delivery to viewers");
		Ref.attach(routers, router);
		this.#context = {
			...{ clock: this.clock, attention: new AttentionTable(), router: routers, topics: state.topics },
			...{ registry, epoch, directoryListeners: new Set(), alerts: new Alerts() },
			...{
				synchrony: new SynchronyWatches(),
				directory: new Ref("a directory"),
				metrics: new Ref("metrics"),
			},
		};
	}

	/** Opens a viewer; its connection comes back by itself when it is cut. */
	async viewer(): Promise<{ session: ViewerSession<"binary">; link: () => VirtualLink }> {
		let link: VirtualLink | undefined;
		const make = (): VirtualLink => {
			link = new VirtualLink(this.clock, (socket) => new ViewerChannel(socket, this.#context, "binary"));
			return link;
		};
		const socket = new SensoctoSocket("ws://server.test", {
			clock: this.clock,
			random: this.#random,
			WebSocket: class {
				constructor() {
					// biome-ignore lint/correctness/noConstructorReturn: the link is the socket
					return make();
				}
			} as unknown as WebSocketConstructor,
		});
		const viewId = `v${this.#viewers++}`;
		const session = new ViewerSession(socket, { viewId, encoding: "binary" });
		socket.connect();
		const opened = session.open();
		await this.clock.advance(1_000);
		await opened;
		return { session, link: () => link! };
	}
}

/** A scope whose timers are a clock's. */
function scopeOf(clock: FakeClock): Scope {
	const scope: Pick<Scope, "bind" | "defer" | "every"> = {
		bind: (fn) => fn,
		defer: () => () => {},
		every: (ms, fn) => {
			const timer = clock.setInterval(fn, ms);
			return () => clock.clearInterval(timer);
		},
	};
	return scope as Scope;
}
