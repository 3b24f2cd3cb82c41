/**
 * Names. A cluster, a node and an ensemble are named by people; a peer is named by the node that holds it.
 *
 * A `PeerId` is the node's name, optionally followed by `#` and an incarnation: `n1`, `n1#7`. Inside one ensemble a node
 * holds at most one peer, so a view is a list of peer ids. Source: riak_ensemble `peer_id()`.
 */

export type NodeName = string;
export type EnsembleName = string;
export type PeerId = string;

/** The longest name of a cluster, node or ensemble, in characters (all ASCII, so also in bytes). */
export const maxNameLength = 64;
/** The longest peer id: a name, `#`, an incarnation. */
export const maxPeerIdLength = maxNameLength + 17;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const peerPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(#[0-9a-z]{1,16})?$/;

/** Whether `value` may name a cluster, a node or an ensemble: letters, digits, `-` and `_`, at most 64, a letter or digit first. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && namePattern.test(value);
}

export function isPeerId(value: unknown): value is PeerId {
  return typeof value === "string" && peerPattern.test(value);
}

/** What is noted of a peer, or 0: a peer may be named `constructor`, which every object has from elsewhere. */
export function notedOf(notes: Readonly<Record<PeerId, number>>, peer: PeerId): number {
  return Object.hasOwn(notes, peer) ? (notes[peer] as number) : 0;
}

/** The node that holds a peer. */
export function nodeOf(peer: PeerId): NodeName {
  const end = peer.indexOf("#");
  return end === -1 ? peer : peer.slice(0, end);
}

/** How a peer is shown to people and named in stores: `demo/n1`. */
export function peerLabel(ensemble: EnsembleName, peer: PeerId): string {
  return `${ensemble}/${peer}`;
}
