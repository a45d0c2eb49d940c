import { bench, do_not_optimize, run, summary } from "mitata";
import { systemClock } from "./clock.ts";
import { MAILBOX_TURN_MESSAGES, Mailbox } from "./mailbox.ts";
import type { Scope } from "./scope.ts";
import { Supervisor } from "./supervisor.ts";

const host = {
	clock: systemClock,
	fail(error: unknown): void {
		throw error;
	},
};

const crash = new Error("bench");
let sum = 0;
const options = { limit: 65_536 };
const mailbox = new Mailbox<number>(
	(n) => {
		sum += n;
	},
	options,
	host,
);
const asynchronous = new Mailbox<number>(
	async (n) => {
		sum += n;
	},
	options,
	host,
);

/** One turn's messages, pushed and handled; divide by {@link MAILBOX_TURN_MESSAGES} for one. */
async function turn(target: Mailbox<number>): Promise<void> {
	for (let i = 0; i < MAILBOX_TURN_MESSAGES; i++) target.push(i);
	await target.drained();
}

const supervisor = new Supervisor("bench", { strategy: "one_for_one", maxRestarts: Number.MAX_SAFE_INTEGER });
await supervisor.start();
let scope: Scope | undefined;
await supervisor.startChild({
	id: "worker",
	create: () => ({
		start: (own) => {
			scope = own;
		},
	}),
});
let callback = () => {};
await supervisor.startChild({
	id: "callback",
	create: () => ({
		start: (own) => {
			callback = own.bind(() => {
				sum++;
			});
		},
	}),
});

summary(() => {
	bench(`${MAILBOX_TURN_MESSAGES} messages, pushed and handled`, () => turn(mailbox));
	bench(`${MAILBOX_TURN_MESSAGES} messages, asynchronous handler`, () => turn(asynchronous));
});
bench("one message alone", async () => {
	mailbox.push(1);
	await mailbox.drained();
});
bench("a bound callback", () => {
	callback();
});
bench("crash and restart of a worker", async () => {
	const crashed = scope;
	crashed?.fail(crash);
	while (scope === crashed) await Promise.resolve();
});

await run();
do_not_optimize(sum);
await supervisor.stop();
