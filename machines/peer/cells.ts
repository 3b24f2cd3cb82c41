/**
 * The cells that the peer's chart leaves empty: what happens to an event in a state that has no transition for it. Together
 * with the chart they cover every state x event cell exactly once (STYLE habit 6); a test derives the chart's part from the
 * machine and holds this table to the rest.
 *
 * A row an event: a new event breaks the compilation, a new state breaks `everyStateIsHere` or the test.
 */
import type { StateValueFrom } from "xstate";
import type { ViewStage } from "#machines/protocol/views";
import type { EmptyCells } from "../empty-cells.ts";
import type { PeerMachine } from "./machine.ts";
import type { PeerEvent } from "./types.ts";

/** The leader of a view that it is not in stays until what it has begun has ended. */
const viewStages = ["stable", "proposed", "joint", "settling", "leaving"] as const satisfies readonly (
  ViewStage | "leaving"
)[];
type LeadingConfiguration = `leading.${"syncing" | "ready"}.${"committing" | "idle"}.${(typeof viewStages)[number]}`;

function leadingIn(tree: "syncing" | "ready", commit: "committing" | "idle"): LeadingConfiguration[] {
  return viewStages.map((stage): LeadingConfiguration => `leading.${tree}.${commit}.${stage}`);
}

const committing = [...leadingIn("syncing", "committing"), ...leadingIn("ready", "committing")];
const syncing = [...leadingIn("syncing", "committing"), ...leadingIn("syncing", "idle")];
const leadingConfigurations = [...committing, ...leadingIn("syncing", "idle"), ...leadingIn("ready", "idle")];
const leaving = leadingConfigurations.filter((configuration) => configuration.endsWith(".leaving"));

/** Where a peer can be: its top-level state, then what its regions are in. */
export const peerConfigurations = [
  "setup",
  "probe.deciding",
  "probe.asking",
  "probe.delaying",
  "pending",
  "election",
  "prefollow",
  "following.heard.exchanging",
  "following.heard.ready",
  "prepare",
  "prelead",
  ...leadingConfigurations,
  "repair",
  "exchange",
  "stopped",
] as const;
export type PeerConfiguration = (typeof peerConfigurations)[number];

type TopOf<Value> = Value extends string ? Value : keyof Value;
type FirstOf<Name> = Name extends `${infer First}.${string}` ? First : Name;
/** `never`, unless a state of the chart is missing above. */
type MissingState = Exclude<TopOf<StateValueFrom<PeerMachine>>, FirstOf<PeerConfiguration>>;
export const everyStateIsHere: [MissingState] extends [never] ? true : MissingState = true;

/** What is done instead of a transition. Nothing is forwarded by the chart: the data plane answers clients with a redirect. */
export type EmptyPeerCells = EmptyCells<PeerConfiguration>;

function except(...handled: readonly PeerConfiguration[]): readonly PeerConfiguration[] {
  return peerConfigurations.filter((configuration) => !handled.includes(configuration));
}

const leading: readonly PeerConfiguration[] = leadingConfigurations;
const following = ["following.heard.exchanging", "following.heard.ready"] as const;
const exchanging: readonly PeerConfiguration[] = [...syncing, "following.heard.exchanging"];
const awaiting: readonly PeerConfiguration[] = ["probe.asking", "prepare", "prelead", ...committing];

function ignored(name: string, why: string, where: readonly PeerConfiguration[]): EmptyPeerCells {
  return { kind: "ignored", name, why, where };
}

/** Any state but the final one has a transition for these. */
function afterStop(): readonly EmptyPeerCells[] {
  return [
    ignored("ignoreAfterStop", "a stopped peer is no peer: whoever asks takes its silence for a loss", ["stopped"]),
  ];
}

export const peerEmptyCells: { readonly [T in PeerEvent["type"]]: readonly EmptyPeerCells[] } = {
  ready: [ignored("ignoreSecondReady", "the record is read once, in setup", except("setup"))],
  settingsChanged: afterStop(),
  debtPassed: afterStop(),
  exchangeComplete: [
    ignored(
      "ignoreOldExchange",
      "nobody waits for it: the state that began the exchange was left, or another one was begun",
      except(...exchanging, "exchange"),
    ),
  ],
  exchangeFailed: [
    ignored(
      "ignoreOldExchange",
      "nobody waits for it: the state that began the exchange was left, or another one was begun",
      except(...following, ...leading, "exchange"),
    ),
  ],
  repairComplete: [ignored("ignoreOldRepair", "the state that began the repair was left", except("repair"))],
  treeCorrupted: afterStop(),
  backendReset: afterStop(),
  higherEpochSeen: afterStop(),
  leaseLost: [ignored("ignoreOldLease", "a peer that does not lead has no lease to lose", except(...leading))],
  drained: [
    ignored(
      "ignoreOldDrain",
      "leadership has ended meanwhile, or its step-down is what it was for",
      except(...leaving),
    ),
  ],
  leaderGone: [ignored("ignoreForeignLoss", "a peer that follows nobody misses nobody", except(...following))],
  stepDown: [ignored("ignoreStepDown", "there is nothing to step down from", except(...leading))],
  updateMembers: [
    {
      kind: "refused",
      name: "refuseForeignChange",
      why: "only a leader changes the members: the host answers with a redirect",
      where: except(...leading),
    },
  ],
  factChanged: [
    ignored("ignoreOldFact", "raised by a leader for itself: nobody else's fact is its own", except(...leading)),
  ],
  removed: afterStop(),
  stop: afterStop(),
  probe: afterStop(),
  prepare: afterStop(),
  newEpoch: afterStop(),
  commit: afterStop(),
  exchange: afterStop(),
  handover: [
    ignored(
      "ignoreForeignHandover",
      "only a leader that is followed can hand over; its lease ends by itself",
      except(...following),
    ),
  ],
  reply: afterStop(),
  quorumMet: [
    ignored("ignoreEndedRound", "raised by the machine itself, and only where a round is awaited", except(...awaiting)),
  ],
  timeout: [
    ignored("ignoreEndedRound", "raised by the machine itself, and only where a round is awaited", except(...awaiting)),
  ],
};

/** Events whose transitions are all guarded: what it means that no guard holds. */
export const peerFallThrough: Partial<Record<PeerEvent["type"], EmptyPeerCells>> = {
  reply: ignored(
    "ignoreLateReply",
    "late, repeated, foreign, or to an earlier round: one vote a sender, and only while it is awaited",
    except("stopped"),
  ),
};
