/**
 * Gossip between the managers of one cluster. Source: riak_ensemble_manager `send_gossip`: now and then to a random sample of
 * ten. The original sends its whole state each time; here
 *
 *   a summary -> (another one here) my versions -> what you lack, and my versions when you have what I lack -> that
 *
 * and a node that has news of its own sends them at once. Frames may be lost or repeated: every part merges by itself.
 */
import { hash } from "node:crypto";
import {
  digestOf,
  hasNews,
  membersIn,
  newsFor,
  piecesOf,
  placesOf,
  type ClusterState,
} from "#machines/protocol/cluster-state";
import { nodeOf, type NodeName } from "#machines/protocol/identifiers";
import type { Gossip, Message } from "#machines/protocol/messages";
import type { Random } from "#machines/protocol/ports";
import { encodeState } from "./state-codec.ts";

/** How many nodes are told at a time. */
export const sampleSize = 10;
/** Ensembles in one message: some hundred bytes each, so that it fits into a frame. */
const ensemblesPerMessage = 500;

export interface GossipPorts {
  readonly self: NodeName;
  readonly random: Random;
  send(node: NodeName, message: Message): void;
}

export class Gossiper {
  readonly #ports: GossipPorts;
  #summarized: ClusterState | null = null;
  #summary = "";

  constructor(ports: GossipPorts) {
    this.#ports = ports;
  }

  /** At each interval: does anybody know something else? */
  round(state: ClusterState): void {
    for (const node of this.#sample(state)) this.#send(node, state, {});
  }

  /** At once: `news` is a piece of `state`. Those whom it is about are among those who are told. */
  spread(state: ClusterState, news: ClusterState): void {
    const concerned = new Set<NodeName>(this.#sample(state));
    for (const info of news.ensembles) for (const peer of placesOf(state, info)) concerned.add(nodeOf(peer));
    for (const { name } of news.removed) concerned.add(name);
    for (const { name, leaving } of news.members.nodes) if (leaving) concerned.add(name);
    concerned.delete(this.#ports.self);
    for (const node of concerned) this.tell(node, state, news);
  }

  tell(node: NodeName, state: ClusterState, news: ClusterState): void {
    for (const piece of piecesOf(news, ensemblesPerMessage)) this.#send(node, state, { news: piece });
  }

  /** Answers a message, once what it brought has been merged into `state`. */
  answer(state: ClusterState, message: Gossip): void {
    const { node, digest, news } = message;
    if (digest !== null) {
      const lacking = newsFor(state, digest);
      const wanted = hasNews(digest, state) ? digestOf(state) : null;
      if (lacking !== null) this.tell(node, state, lacking);
      if (wanted !== null) this.#send(node, state, { digest: wanted });
    } else if (news === null && message.summary !== this.#summaryOf(state)) {
      this.#send(node, state, { digest: digestOf(state) });
    }
  }

  #send(to: NodeName, state: ClusterState, parts: Partial<Gossip>): void {
    const message: Gossip = {
      type: "gossip",
      node: this.#ports.self,
      cluster: state.id,
      summary: this.#summaryOf(state),
      digest: null,
      news: null,
      ...parts,
    };
    this.#ports.send(to, message);
  }

  #summaryOf(state: ClusterState): string {
    if (this.#summarized !== state) {
      this.#summarized = state;
      this.#summary = hash("sha256", encodeState(state), "hex").slice(0, 32);
    }
    return this.#summary;
  }

  #sample(state: ClusterState): readonly NodeName[] {
    const { random, self } = this.#ports;
    const others = membersIn(state)
      .map(({ name }) => name)
      .filter((name) => name !== self);
    if (others.length <= sampleSize) return others;
    for (let at = 0; at < sampleSize; at += 1) {
      const other = at + random.below(others.length - at);
      [others[at], others[other]] = [others[other] as NodeName, others[at] as NodeName];
    }
    return others.slice(0, sampleSize);
  }
}
