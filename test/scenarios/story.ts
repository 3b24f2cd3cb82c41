/** Scenario scripts: a simulated cluster whose story is told line by line. Virtual time moves only while a line waits. */
import type { NodeName } from "#machines/protocol/identifiers";
import type { MembersCode } from "#machines/protocol/messages";
import type { Settings } from "#machines/protocol/settings";
import type { MemberChange } from "#machines/protocol/views";
import type { EnsembleClient, Entry } from "#services/public-types";
import { Cluster, ensembleName, type LogLine, type SimulatedClient } from "#simulation/cluster";

export interface StoryOptions {
  readonly nodes?: number;
  readonly settings?: Partial<Settings>;
  /** Nodes that hold a peer at first; all unless given. */
  readonly members?: readonly NodeName[];
}

export class Story {
  readonly cluster: Cluster;
  /** What nodes logged. */
  readonly log: LogLine[] = [];
  #clients = 0;

  constructor(seed: string, options: StoryOptions = {}) {
    const { nodes = 3, settings, members } = options;
    this.cluster = new Cluster({
      seed,
      nodes,
      ...(settings === undefined ? {} : { settings }),
      ...(members === undefined ? {} : { ensembles: { [ensembleName]: members } }),
      onLog: (line) => void this.log.push(line),
    });
    for (const name of this.cluster.nodeNames) this.cluster.start(name);
  }

  /** Changes the members: `+n4` adds, `-n1` removes. @returns the code that the leader answers. */
  async change(...changes: readonly string[]): Promise<MembersCode> {
    const leader = await this.leader();
    const wanted = changes.map((change): MemberChange => {
      return { op: change.startsWith("+") ? "add" : "remove", peer: change.slice(1) };
    });
    return this.settle(
      new Promise((resolve) => this.cluster.updateMembers(leader, wanted, ({ code }) => resolve(code))),
    );
  }

  /** Nodes that run a peer, with its state. */
  peers(): Record<NodeName, string> {
    const running = this.cluster.nodeNames.map((name) => [name, this.stateOf(name)] as const);
    return Object.fromEntries(running.filter(([, state]) => state !== "down"));
  }

  /** Nodes whose disk holds a key. */
  holders(key: string): NodeName[] {
    return this.cluster.nodeNames.filter((name) => this.cluster.host(name).disk.sortedKeys(ensembleName).includes(key));
  }

  get nowMs(): number {
    return this.cluster.nowMs;
  }

  client(timeoutMs = 5000): Teller {
    this.#clients += 1;
    return new Teller(this, this.cluster.client(`c${this.#clients}`, timeoutMs));
  }

  async wait(ms: number): Promise<void> {
    await this.cluster.time.runUntil((this.nowMs + ms) * 1000);
  }

  /** @throws when it has not come true within `withinMs` of virtual time. */
  async until(what: string, isTrue: () => boolean, withinMs = 10_000): Promise<void> {
    await this.cluster.time.runUntil((this.nowMs + withinMs) * 1000, isTrue);
    if (!isTrue()) throw new Error(`not within ${withinMs} ms: ${what}`);
  }

  /** The node that serves; another one than `not`. */
  async leader(not = ""): Promise<NodeName> {
    await this.until(`a leader other than ${not || "nobody"}`, () => this.#newest(not) !== undefined);
    return this.#newest(not) ?? "";
  }

  /** A paused node does not know that it is deposed: of those that say they serve, the newest epoch counts. */
  #newest(not: NodeName): NodeName | undefined {
    const leader = this.cluster.leader();
    return leader === not ? undefined : leader;
  }

  epochOf(name: NodeName): number {
    return this.cluster.node(name)?.status().peers[0]?.epoch ?? 0;
  }

  isTrusted(name: NodeName): boolean {
    return this.cluster.node(name)?.status().peers[0]?.trusted ?? false;
  }

  stateOf(name: NodeName): string {
    return this.cluster.node(name)?.status().peers[0]?.state ?? "down";
  }

  /** Waits for a promise of the cluster's world while virtual time goes on. */
  async settle<T>(promise: Promise<T>, withinMs = 60_000): Promise<T> {
    const state: { end: { readonly value: T } | { readonly error: unknown } | null } = { end: null };
    promise.then(
      (value) => (state.end = { value }),
      (error: unknown) => (state.end = { error }),
    );
    await this.until("an answer", () => state.end !== null, withinMs);
    if (state.end !== null && "value" in state.end) return state.end.value;
    throw (state.end as unknown as { readonly error: unknown }).error;
  }
}

/** A client that waits for each of its answers. */
export class Teller {
  readonly #story: Story;
  readonly client: SimulatedClient;
  readonly ensemble: EnsembleClient<string>;

  constructor(story: Story, client: SimulatedClient) {
    this.#story = story;
    this.client = client;
    this.ensemble = client.api.ensemble<string>(ensembleName);
  }

  put(key: string, value: string): Promise<Entry<string>> {
    return this.#story.settle(this.ensemble.put(key, value));
  }

  /** The value, or undefined. */
  async get(key: string): Promise<string | undefined> {
    return (await this.#story.settle(this.ensemble.get(key)))?.value;
  }
}
