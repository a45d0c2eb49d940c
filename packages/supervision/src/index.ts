export { type Clock, systemClock, type Timer } from "./clock.ts";
export { MAILBOX_TURN_MESSAGES, type Mailbox, type MailboxOptions } from "./mailbox.ts";
export { Ref } from "./ref.ts";
export type { EmitterLike, Release, Scope } from "./scope.ts";
export { SupervisionError, type SupervisionErrorCode } from "./supervision-error.ts";
export type { SupervisionEvent, SupervisionEventKind } from "./supervision-event.ts";
export { Supervisor, type SupervisorOptions } from "./supervisor.ts";
export type { ChildState, Strategy, SupervisorState, TreeNode } from "./tree-node.ts";
export type { ChildSpec, RestartType, Worker } from "./worker.ts";
