/** Which operations change something: they are sent once only (PROTOCOL R9). */
import type { ClientOp } from "#machines/protocol/messages";

const writes: ReadonlySet<ClientOp> = new Set(["put", "create", "update", "delete", "safeDelete", "modify"]);

export function isWriteOp(op: ClientOp): boolean {
  return writes.has(op);
}
