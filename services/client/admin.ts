/**
 * Changes of a cluster, asked of one of its nodes. Each is sent once: when no answer comes, nobody knows how it went, and the
 * caller is told so (PROTOCOL R9).
 */
import { QuorateError } from "#machines/protocol/errors";
import type { NodeName } from "#machines/protocol/identifiers";
import type { AdminDone, AdminRequest } from "#machines/protocol/messages";
import type { Batch, Bus, Channel, Clock } from "#machines/protocol/ports";
import type { AdminClient, CallOptions, MemberChange } from "../public-types.ts";
import { checkName, checkOptions } from "./arguments.ts";
import { asJson, checkChanges, checkConfig } from "./cluster-arguments.ts";
import { currentLeader } from "./cluster-view.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import * as ends from "./ends.ts";
import { membershipIn, type Surveys } from "./surveys.ts";

/** Moving data takes a while: `remove` and `updateMembers` wait this long unless they are told how long. */
export const moveTimeoutMs = 60_000;
/** The answer of a node that has itself waited until the timeout is still worth waiting for. */
const graceMs = 500;

export interface AdminPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly surveys: Surveys;
  readonly timeoutMs: number;
}

interface Open {
  readonly node: NodeName;
  readonly frame: number;
  readonly end: (error: QuorateError | null) => void;
}

type Parts = Partial<Omit<AdminRequest, "type" | "id" | "timeoutMs">> & Pick<AdminRequest, "command">;

export class Admin {
  readonly #ports: AdminPorts;
  readonly #open = new Map<number, Open>();
  #nextId = 1;
  #closed = false;

  constructor(ports: AdminPorts) {
    this.#ports = ports;
  }

  /** The calls, as users see them. */
  readonly calls: AdminClient = {
    enable: async (node, options) => {
      checkName("the node", node);
      return this.#ask(node, { command: "enable" }, this.#timeout(options), options);
    },
    join: async (node, other, options) => {
      checkName("the node", node);
      checkName("the node to join", other);
      return this.#ask(node, { command: "join", node: other }, this.#timeout(options), options);
    },
    remove: async (node, options) => {
      checkName("the node", node);
      const timeoutMs = checkOptions(options, moveTimeoutMs);
      return this.#askMember({ command: "remove", node }, timeoutMs, options, node);
    },
    createEnsemble: async (ensemble, config, options) => {
      checkName("the ensemble", ensemble);
      const { members, backend = "kv", options: backendOptions = {} } = checkConfig(config);
      checkName("the backend", backend);
      const parts: Parts = {
        command: "createEnsemble",
        ensemble,
        add: members,
        backend,
        options: asJson(backendOptions),
      };
      return this.#askMember(parts, this.#timeout(options), options);
    },
    deleteEnsemble: async (ensemble, options) => {
      checkName("the ensemble", ensemble);
      return this.#askMember({ command: "deleteEnsemble", ensemble }, this.#timeout(options), options);
    },
    updateMembers: async (ensemble, changes, options) => {
      checkName("the ensemble", ensemble);
      const { add, remove } = sorted(changes);
      const timeoutMs = checkOptions(options, moveTimeoutMs);
      return this.#askMember({ command: "updateMembers", ensemble, add, remove }, timeoutMs, options);
    },
    stepDown: async (ensemble, options) => {
      checkName("the ensemble", ensemble);
      const timeoutMs = this.#timeout(options);
      const leader = await currentLeader(this.#ports.surveys, ensemble, { ...options, timeoutMs });
      if (leader === null)
        throw new QuorateError("UNAVAILABLE", `nobody leads ${ensemble}: there is nothing to step down from`);
      return this.#ask(leader, { command: "stepDown", ensemble }, timeoutMs, options);
    },
  };

  heard(batch: Batch, done: AdminDone): void {
    const open = this.#open.get(done.id);
    if (open === undefined || open.node !== batch.sender) return;
    const { code, message } = done;
    open.end(code === "ok" ? null : new QuorateError(code, message));
  }

  undelivered(channel: Channel, frame: number): void {
    if (channel.kind !== "admin") return;
    for (const open of [...this.#open.values()]) {
      if (open.node !== channel.node || open.frame !== frame) continue;
      open.end(new QuorateError("UNAVAILABLE", `node ${open.node} is not there: nothing was done`));
    }
  }

  close(): void {
    this.#closed = true;
    for (const open of [...this.#open.values()])
      open.end(new QuorateError("UNKNOWN_OUTCOME", "the client was closed before the answer came"));
  }

  #timeout(options: CallOptions | undefined): number {
    return checkOptions(options, this.#ports.timeoutMs);
  }

  /** Any member can pass it on to the root ensemble; not the one that is to go. */
  async #askMember(
    parts: Parts,
    timeoutMs: number,
    options: CallOptions | undefined,
    except: NodeName | "" = "",
  ): Promise<void> {
    const { clock, surveys } = this.#ports;
    const deadline = clock.now() + timeoutMs;
    const answers = await surveys.answered(parts.command, null, { ...options, timeoutMs });
    const membership = membershipIn(answers);
    if (membership === null)
      throw new QuorateError(
        "NOT_ENABLED",
        "no node that answered is in a cluster: enable one, and let the others join it",
      );
    const node = membership.nodes.filter((one) => one !== except && answers.has(one)).sort()[0];
    if (node === undefined)
      throw new QuorateError("UNAVAILABLE", "no other member of the cluster answered: nothing was done");
    await this.#ask(node, parts, Math.max(1, deadline - clock.now()), options);
  }

  #ask(node: NodeName, parts: Parts, timeoutMs: number, options: CallOptions | undefined): Promise<void> {
    const { bus, clock, deadlines } = this.#ports;
    const signal = options?.signal;
    return new Promise((resolve, reject) => {
      if (this.#closed) throw ends.closed();
      if (signal?.aborted === true)
        throw new QuorateError("CANCELLED", `${parts.command} was cancelled before it was sent`);
      const id = this.#nextId;
      this.#nextId += 1;
      const empty = { ensemble: "", node: "", add: [], remove: [], backend: "", options: "" } as const;
      const request: AdminRequest = { type: "admin", id, ...empty, ...parts, timeoutMs };
      const { frame } = bus.publish({ kind: "admin", node }, [request]);
      const cancel = (): void =>
        end(new QuorateError("CANCELLED", `${parts.command} was cancelled after it was sent: it may be done`));
      const end = (error: QuorateError | null): void => {
        this.#open.delete(id);
        deadlines.cancel(deadline);
        signal?.removeEventListener("abort", cancel);
        if (error === null) resolve();
        else reject(error);
      };
      this.#open.set(id, { node, frame, end });
      signal?.addEventListener("abort", cancel);
      const deadline: Deadline = deadlines.set(clock.now() + timeoutMs + graceMs, () =>
        end(
          new QuorateError(
            "UNKNOWN_OUTCOME",
            `${parts.command}: node ${node} did not answer in time; it may be done, or may be later: look at the cluster's status`,
          ),
        ),
      );
    });
  }
}

function sorted(changes: readonly MemberChange[]): { readonly add: NodeName[]; readonly remove: NodeName[] } {
  const [add, remove]: [NodeName[], NodeName[]] = [[], []];
  for (const change of checkChanges(changes)) {
    if ("add" in change) add.push(change.add);
    else remove.push(change.remove);
  }
  return { add, remove };
}
