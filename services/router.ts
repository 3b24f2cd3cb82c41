/**
 * The router: takes frames off the bus and hands each message to its peer, to the manager, or to the calls of an operator.
 * Source: riak_ensemble "Message routing". Nothing here waits: a node that does not lead answers with a redirect
 * (HAZARDS P17), and answers go straight back to whoever asked.
 */
import { rootEnsemble } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import { nodeOf, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import {
  adminCodes,
  type AdminCode,
  type AdminRequest,
  type ClientRequest,
  type ClientResponse,
  type Locate,
  type MembersDone,
  type MembersRequest,
  type PeerMessage,
  type Watch,
} from "#machines/protocol/messages";
import type { Batch, Bus, Channel, Clock, Inbox, Subscription } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import type { MemberChange } from "#machines/protocol/views";
import type { Answer } from "./kv/answers.ts";
import { faultOf, isInvitation, isPeerMessage, isSender, responseTo } from "./node-messages.ts";
import type { ClusterCalls } from "./manager/cluster-calls.ts";
import type { Manager } from "./manager/manager.ts";
import type { Outbox } from "./outbox.ts";
import type { MembersOutcome } from "./peer/member-changes.ts";
import type { PeerHost } from "./peer/peer-host.ts";
import type { PeerSet } from "./peer-set.ts";
import type { RequestMemory } from "./request-memory.ts";
import type { RingHost } from "./ring/ring-host.ts";
import type { SentFrames } from "./sent-frames.ts";
import type { Tracer } from "./tracer.ts";

export interface RouterPorts {
  readonly name: NodeName;
  readonly boot: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly peers: PeerSet;
  readonly memory: RequestMemory;
  readonly sent: SentFrames;
  readonly calls: ClusterCalls;
  /** Null on a node without a part in the ring. */
  readonly ring: RingHost | null;
  /** Undefined while it is not running. */
  manager(): Manager | undefined;
  /** Null while the store is closed. */
  outbox(): Outbox | null;
  recordOf(ensemble: EnsembleName, peer: PeerId): PeerRecord | undefined;
  /** A leader's commit names a peer of this node that does not run. */
  invited(ensemble: EnsembleName, peer: PeerId): void;
  changeMembers(
    ensemble: EnsembleName,
    changes: readonly MemberChange[],
    answer: (outcome: MembersOutcome) => void,
  ): void;
  settings(): Settings;
  connected(isConnected: boolean): void;
}

/** Answers to changes of members that are remembered. */
const mostChanges = 256;
/** Who asked for a leader when there was none is told of it when it comes, for so long; so many at a time. */
const seekMs = 1000;
const mostSeekers = 4096;

interface Seeker {
  readonly sender: string;
  readonly question: Locate;
  readonly untilMs: number;
}

export class Router {
  readonly #ports: RouterPorts;
  #subscriptions: Subscription[] = [];
  /** Of clients and operators. */
  #requests: Inbox[] = [];
  readonly #seekers = new Map<string, Seeker>();
  /** Who asks in a batch, as the memory of requests knows it: of the last batch. */
  #asking: { readonly batch: Batch | null; readonly asker: string } = { batch: null, asker: "" };
  /** Admin requests that are being worked on: a frame may come twice. */
  readonly #operating = new Set<string>();
  /** Changes of members asked for by message, with how they ended; null while they are under way. */
  readonly #changes = new Map<string, MembersDone | null>();

  constructor(ports: RouterPorts) {
    this.#ports = ports;
  }

  open(): void {
    const { bus, name } = this.#ports;
    const on = (channel: Channel, handle: (batch: Batch) => void) => bus.subscribe(channel, handle);
    this.#requests = [
      on({ kind: "client", node: name }, (batch) => this.#fromClient(batch)),
      on({ kind: "admin", node: name }, (batch) => this.#fromOperator(batch)),
    ];
    this.#subscriptions = [
      ...this.#requests,
      on({ kind: "peer", node: name }, (batch) => this.#fromNodes(batch)),
      on({ kind: "gossip" }, (batch) => this.#fromManagers(batch)),
      on({ kind: "discover" }, (batch) => this.#fromSeeker(batch)),
      on({ kind: "watch" }, (batch) => this.#fromInspector(batch)),
      bus.listen({
        undelivered: (channel, frame) => this.#undelivered(channel, frame),
        status: (status) => this.#ports.connected(status === "connected"),
      }),
    ];
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions = [];
    this.#requests = [];
    this.#seekers.clear();
  }

  /** Resolves when no request reaches this node any more: those before were handed over, their senders hear of later ones. */
  async refuseRequests(): Promise<void> {
    await Promise.all(this.#requests.map((inbox) => inbox.drain()));
  }

  /** A peer's state changed: whoever waits for a leader may have one. */
  peersChanged(): void {
    for (const [key, { sender, question, untilMs }] of this.#seekers) {
      const isLate = untilMs < this.#ports.clock.now();
      const status = question.ensemble === null ? undefined : this.#ports.peers.get(question.ensemble)?.status();
      if (!isLate && status?.serving !== true) continue;
      this.#seekers.delete(key);
      if (!isLate) this.#answer(sender, question);
    }
  }

  // -------------------------------------------------------------------------------------------------- peers, managers

  #fromNodes(batch: Batch): void {
    const { peers, tracer, ring } = this.#ports;
    const manager = this.#ports.manager();
    ring?.heardFrom(batch.sender);
    for (const message of batch.messages) {
      if (message.type === "vnodeCommand" || message.type === "vnodeReply") {
        ring?.receive(batch.sender, message);
        continue;
      }
      if (!isPeerMessage(message)) {
        manager?.receive(batch, message);
        continue;
      }
      const peer = peers.get(message.ensemble);
      // A frame says who sent it; a message that names another sender, or another receiver, is not for us.
      if (!isSender(batch.sender, message)) continue;
      if (manager?.isFenced(message.from) === true) {
        manager.tellRemoved(batch.sender);
        continue;
      }
      if (peer === undefined) this.#maybeStart(message);
      if (peer === undefined || message.to !== peer.self) continue;
      tracer.received(message);
      peer.receive(message);
      tracer.causedBy("");
    }
  }

  /** A commit names a peer of this node that does not run: it is to be taken in. The next commit finds it. */
  #maybeStart(message: PeerMessage): void {
    const { name, recordOf, invited } = this.#ports;
    const { ensemble, to } = message;
    if (nodeOf(to) === name && isInvitation(message, () => recordOf(ensemble, to))) invited(ensemble, to);
  }

  #fromManagers(batch: Batch): void {
    if (batch.sender === this.#ports.name) return;
    for (const message of batch.messages)
      if (message.type === "askCluster") this.#ports.manager()?.receive(batch, message);
  }

  #undelivered(channel: Channel, frame: number): void {
    if (channel.kind !== "peer") return;
    const { sent, peers, ring } = this.#ports;
    ring?.undelivered(channel.node, frame);
    for (const message of sent.take(channel.node, frame)) peers.get(message.ensemble)?.undelivered(message);
  }

  // ---------------------------------------------------------------------------------------------------------- clients

  #fromClient(batch: Batch): void {
    for (const message of batch.messages) {
      if (message.type === "ringRequest") this.#ports.ring?.request(batch.sender, message);
      if (message.type !== "request") continue;
      const isRootWrite = message.ensemble === rootEnsemble && !isRead(message);
      if (!isRootWrite) this.#request(batch, message);
      else {
        const why = "the root ensemble is changed by the cluster's own calls only";
        this.#respond(batch.sender, responseTo(message, refused("INVALID_ARGUMENT", why), undefined));
      }
    }
  }

  #request(batch: Batch, request: ClientRequest): void {
    const { peers, memory, boot } = this.#ports;
    const client = batch.sender;
    const peer = peers.get(request.ensemble);
    if (isRead(request)) {
      return this.#run(client, request, peer, (answer) => this.#respond(client, responseTo(request, answer, peer)));
    }
    // PROTOCOL R9, HAZARDS P20: another boot may have executed it.
    if (request.boot !== boot) {
      const answer = refused("UNKNOWN_OUTCOME", "the node was restarted since the request was made");
      return this.#respond(client, responseTo(request, answer, peer));
    }
    const asker = this.#askerOf(batch);
    const admission = memory.admit(asker, request);
    if (admission.kind === "answered") return this.#respond(client, admission.response);
    if (admission.kind === "ignore") return undefined;
    return this.#run(client, request, peer, (answer) => {
      const response = responseTo(request, answer, peer);
      memory.answer(asker, response);
      this.#respond(client, response);
    });
  }

  /** A node that asks as a client keeps its name over restarts, and counts from one again. */
  #askerOf(batch: Batch): string {
    if (this.#asking.batch !== batch) this.#asking = { batch, asker: `${batch.sender} ${batch.boot}` };
    return this.#asking.asker;
  }

  #run(client: string, request: ClientRequest, peer: PeerHost | undefined, answer: (answer: Answer) => void): void {
    const { name, bus, tracer } = this.#ports;
    if (this.#ports.manager()?.isDeleted(request.ensemble) === true)
      return answer(refused("NO_SUCH_ENSEMBLE", `ensemble ${request.ensemble} was deleted`));
    if (peer === undefined) return answer(refused("redirect", `${name} runs no peer of ${request.ensemble}`));
    const fault = faultOf(request, this.#ports.settings().maxValueBytes, bus.maxFrameBytes);
    if (fault !== null) return answer(refused("INVALID_ARGUMENT", fault));
    tracer.requested(client, request);
    peer.request(request, answer);
    return tracer.causedBy("");
  }

  #respond(client: string, response: ClientResponse): void {
    this.#ports.tracer.responded(client, response);
    this.#ports.outbox()?.replyEarly(client, response);
  }

  #fromSeeker(batch: Batch): void {
    for (const message of batch.messages) if (message.type === "locate") this.#located(batch.sender, message);
  }

  #located(sender: string, message: Locate): void {
    this.#answer(sender, message);
    const peer = message.ensemble === null ? undefined : this.#ports.peers.get(message.ensemble);
    if (peer === undefined || peer.status().serving || this.#seekers.size >= mostSeekers) return;
    const untilMs = this.#ports.clock.now() + seekMs;
    this.#seekers.set(`${sender} ${message.ensemble}`, { sender, question: message, untilMs });
  }

  #answer(sender: string, message: Locate): void {
    const { name, peers } = this.#ports;
    const found = [...peers.hosts()]
      .filter((peer) => message.ensemble === null || peer.ensemble === message.ensemble)
      .map((peer) => peer.status());
    const membership = this.#ports.manager()?.membership() ?? null;
    this.#ports.outbox()?.reply(sender, { type: "located", id: message.id, node: name, peers: found, membership });
  }

  #fromInspector(batch: Batch): void {
    for (const message of batch.messages)
      if (message.type === "watch") this.#ports.tracer.watch(batch, message satisfies Watch);
  }

  // -------------------------------------------------------------------------------------------------------- operators

  #fromOperator(batch: Batch): void {
    for (const message of batch.messages) {
      if (message.type === "admin") this.#operate(batch, message);
      else if (message.type === "members") this.#changeMembers(batch, message);
      // Managers change the cluster state with it; operators' permissions are needed.
      else if (message.type === "request" && message.ensemble === rootEnsemble) this.#request(batch, message);
    }
  }

  /** A request that comes again, by the bus or because its answer was lost, is not a second change: it gets the same answer. */
  #changeMembers(batch: Batch, { id, ensemble, changes }: MembersRequest): void {
    const { sender, boot } = batch;
    const key = `${sender} ${boot} ${id}`;
    const known = this.#changes.get(key);
    if (known === null) return;
    if (known !== undefined) return void this.#ports.outbox()?.reply(sender, known);
    this.#changes.set(key, null);
    for (const oldest of this.#changes.keys()) {
      if (this.#changes.size <= mostChanges) break;
      if (this.#changes.get(oldest) !== null) this.#changes.delete(oldest);
      else break;
    }
    this.#ports.changeMembers(ensemble, changes, ({ code, message, leader }) => {
      const done = {
        type: "membersDone",
        id,
        code,
        message,
        leader: leader === "" ? "" : nodeOf(leader),
      } as const;
      this.#changes.set(key, done);
      this.#ports.outbox()?.reply(sender, done);
    });
  }

  #operate(batch: Batch, message: AdminRequest): void {
    const { sender, boot } = batch;
    const key = `${sender} ${boot} ${message.id}`;
    if (this.#operating.has(key)) return;
    this.#operating.add(key);
    const done = (code: AdminCode, text: string): void => {
      this.#operating.delete(key);
      this.#ports.outbox()?.reply(sender, { type: "adminDone", id: message.id, code, message: text });
    };
    this.#carryOut(message).then(
      () => done("ok", ""),
      (error: unknown) => {
        const known = error instanceof QuorateError && isAdminCode(error.code) ? error.code : "UNKNOWN_OUTCOME";
        done(known, error instanceof Error ? error.message : String(error));
      },
    );
  }

  async #carryOut(message: AdminRequest): Promise<void> {
    const { calls } = this.#ports;
    const { command, ensemble, node, add, remove, backend, options, timeoutMs } = message;
    const call = { timeoutMs: Math.max(1, timeoutMs) };
    switch (command) {
      case "stepDown":
        return this.#stepDown(ensemble);
      case "enable":
        return calls.enable(call);
      case "join":
        return calls.join(node, call);
      case "remove":
        return calls.remove(node, call);
      case "createEnsemble":
        return calls.createEnsemble(ensemble, { members: add, backend, options: objectIn(options) }, call);
      case "deleteEnsemble":
        return calls.deleteEnsemble(ensemble, call);
      case "updateMembers":
        return calls.updateMembers(
          ensemble,
          [...add.map((one) => ({ add: one })), ...remove.map((one) => ({ remove: one }))],
          call,
        );
    }
  }

  #stepDown(ensemble: string): void {
    const { name, peers } = this.#ports;
    const peer = peers.get(ensemble);
    if (peer === undefined) throw new QuorateError("NO_SUCH_ENSEMBLE", `${name} runs no peer of ${ensemble}`);
    if (!peer.stepDown("asked by an operator"))
      throw new QuorateError("UNAVAILABLE", `${name} does not lead ${ensemble}`);
  }
}

function isAdminCode(code: string): code is AdminCode {
  return (adminCodes as readonly string[]).includes(code);
}

/** @throws QuorateError INVALID_ARGUMENT */
function objectIn(json: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json === "" ? "{}" : json) as Readonly<Record<string, unknown>>;
  } catch {
    throw new QuorateError("INVALID_ARGUMENT", "the ensemble's options are no JSON");
  }
}

function isRead({ op }: ClientRequest): boolean {
  return op === "get" || op === "pingQuorum" || op === "checkQuorum" || op === "countQuorum";
}

function refused(code: Answer["code"], message: string): Answer {
  return { code, value: null, version: "", message };
}
