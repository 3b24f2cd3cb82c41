/** How a leader answers clients when it cannot do what they ask. */
import type { ClientRequest, ResponseCode } from "#machines/protocol/messages";

export interface Answer {
  readonly code: ResponseCode;
  readonly value: Uint8Array | null;
  readonly version: string;
  readonly message: string;
}

const without = (code: ResponseCode) => (message: string) => ({ code, value: null, version: "", message }) as const;

export const unavailable = without("UNAVAILABLE");
export const unknown = without("UNKNOWN_OUTCOME");
export const corrupt = without("CORRUPT");

export const treeDamaged = unavailable("the leader's tree is damaged there and another peer takes over; ask again");
export const stepped = unavailable("the leader stepped down before the request began; ask again");
/** To a question about the quorum, for which UNAVAILABLE would be an answer. */
export const goneOn: Answer = { ...stepped, code: "redirect" };
export const inDoubt = unknown(
  "the leader stepped down, or no quorum acknowledged the write in time; read before you write again",
);
export const damagedForGood = corrupt(
  "the only copy is damaged, and there is no other member to fetch it from; write or delete the key to go on without it",
);
export const notMended =
  "the leader's copy is damaged and not enough replicas hold a verified one; bring them back and ask again";

/** What mends a key that no client asks for. */
export const nobodysGet: ClientRequest = {
  type: "request",
  id: 0,
  floor: 0,
  ensemble: "",
  boot: "",
  epoch: 0,
  op: "get",
  key: "",
  value: null,
  version: "",
  readRepair: false,
  timeoutMs: 0,
};
