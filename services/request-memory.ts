/**
 * What clients have asked in this boot (PROTOCOL R9, HAZARDS P20): a bus may deliver a frame twice, or late, and a write
 * must not run twice. A repeated request is answered from here; one below the client's floor was answered long ago.
 */
import type { ClientRequest, ClientResponse } from "#machines/protocol/messages";
import type { Clock } from "#machines/protocol/ports";

interface ClientMemory {
  floor: number;
  /** null while it runs. */
  readonly answers: Map<number, ClientResponse | null>;
  seenAt: number;
}

/** Most requests that one client may have open or unacknowledged at one node. */
const maxOpen = 65_536;

export type Admission =
  | { readonly kind: "run" }
  /** Seen before and answered: send this again. */
  | { readonly kind: "answered"; readonly response: ClientResponse }
  /** Running, forgotten, or no room to remember it: say nothing, the client ends it as unknown. */
  | { readonly kind: "ignore" };

export class RequestMemory {
  readonly #clients = new Map<string, ClientMemory>();
  readonly #clock: Clock;
  readonly #limits: () => { readonly maxClients: number; readonly clientMemoryMs: number };

  constructor(clock: Clock, limits: () => { readonly maxClients: number; readonly clientMemoryMs: number }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Called once for each arriving write; `run` means that `answer` will be called for it. */
  admit(client: string, request: ClientRequest): Admission {
    const memory = this.#clients.get(client) ?? this.#remember(client);
    if (memory === undefined) return { kind: "ignore" };
    memory.seenAt = this.#clock.now();
    this.#raiseFloor(memory, request.floor);
    if (request.id < memory.floor) return { kind: "ignore" };
    const known = memory.answers.get(request.id);
    if (known === null) return { kind: "ignore" };
    if (known !== undefined) return { kind: "answered", response: known };
    if (memory.answers.size >= maxOpen) return { kind: "ignore" };
    memory.answers.set(request.id, null);
    return { kind: "run" };
  }

  answer(client: string, response: ClientResponse): void {
    const memory = this.#clients.get(client);
    if (memory !== undefined && response.id >= memory.floor) memory.answers.set(response.id, response);
  }

  get size(): number {
    return this.#clients.size;
  }

  #remember(client: string): ClientMemory | undefined {
    const { maxClients, clientMemoryMs } = this.#limits();
    if (this.#clients.size >= maxClients) {
      const silentSince = this.#clock.now() - clientMemoryMs;
      for (const [name, memory] of this.#clients) if (memory.seenAt < silentSince) this.#clients.delete(name);
      if (this.#clients.size >= maxClients) return undefined;
    }
    const memory: ClientMemory = { floor: 0, answers: new Map(), seenAt: this.#clock.now() };
    this.#clients.set(client, memory);
    return memory;
  }

  #raiseFloor(memory: ClientMemory, floor: number): void {
    if (floor <= memory.floor) return;
    // Ids were added in rising order but for reordered frames: look at all only when the way is longer than the list.
    if (floor - memory.floor > memory.answers.size) {
      for (const id of memory.answers.keys()) if (id < floor) memory.answers.delete(id);
    } else {
      for (let id = memory.floor; id < floor; id += 1) memory.answers.delete(id);
    }
    memory.floor = floor;
  }
}
