import { Child, type ChildHost } from "./child.ts";
import { Lane } from "./lane.ts";
import { SupervisionError } from "./supervision-error.ts";
import type { Strategy } from "./tree-node.ts";
import type { ChildSpec } from "./worker.ts";

/**
 * The children of one supervisor in start order.
 *
 * Independent children (`one_for_one`) have a lane each; otherwise one lane serves all, because the restart
 * of one involves others.
 */
export class Siblings {
	readonly #children = new Map<string, Child>();
	readonly #strategy: Strategy;
	readonly #limit: number;
	readonly #shared: Lane;

	constructor(strategy: Strategy, limit: number, shared: Lane) {
		this.#strategy = strategy;
		this.#limit = limit;
		this.#shared = shared;
	}

	/** @throws SupervisionError `already_started` when the id is taken, `too_many_children` at the limit. */
	add(spec: ChildSpec, host: ChildHost, dynamic: boolean): Child {
		if (this.#children.has(spec.id)) {
			throw new SupervisionError("already_started", `there is a child ${spec.id} already`);
		}
		if (this.#children.size >= this.#limit) {
			throw new SupervisionError("too_many_children", `no more than ${this.#limit} children are allowed`);
		}
		const child = new Child(spec, host, this.#strategy === "one_for_one" ? new Lane() : undefined, dynamic);
		this.#children.set(spec.id, child);
		return child;
	}

	get(id: string): Child | undefined {
		return this.#children.get(id);
	}

	has(child: Child): boolean {
		return this.#children.get(child.spec.id) === child;
	}

	remove(child: Child): void {
		if (this.has(child)) this.#children.delete(child.spec.id);
	}

	clear(): void {
		this.#children.clear();
	}

	inOrder(): Child[] {
		return [...this.#children.values()];
	}

	inReverse(): Child[] {
		return this.inOrder().reverse();
	}

	laneOf(child: Child): Lane {
		return child.lane ?? this.#shared;
	}

	/** Whom the restart of `origin` involves, in start order. */
	groupOf(origin: Child): Child[] {
		if (this.#strategy === "one_for_one") return [origin];
		const all = this.inOrder();
		const rest = this.#strategy === "rest_for_one" ? all.slice(all.indexOf(origin)) : all;
		// A dynamic child whose first start is yet to come is not part of what ran before.
		return rest.filter((child) => child.state !== "down");
	}

	/** The first child that is to be running and is not. */
	firstToStart(): Child | undefined {
		return this.inOrder().find(({ state }) => state === "waiting" || state === "crashed");
	}
}
