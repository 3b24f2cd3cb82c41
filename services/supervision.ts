/** Runs a supervisor chart over real children. Source: riak_ensemble "Process hierarchy"; DESIGN section 3 "Supervision". */
import type { Actor } from "xstate";
import { supervisorMachine } from "#machines/supervisor";
import type { Clock, Log } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import { hosted, makeChart } from "./actors.ts";
import type { Tracer } from "./tracer.ts";

export interface Child {
  readonly name: string;
  /** Resolves when it runs. A rejection is a failure like any later one. */
  start(): Promise<void>;
  /** Never rejects. */
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  /** As in traces: `supervisor:n1`. */
  readonly id: string;
  readonly children: readonly Child[];
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  settings(): Settings;
  /** After each step, with the chart's state. */
  changed?(state: string, reason: string): void;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #actor: Actor<typeof supervisorMachine>;
  /** What is being done to each child: a start and a stop of one child never overlap. */
  readonly #busy = new Map<string, Promise<void>>();
  #unfollow: () => void = () => {};
  #ended: (() => void)[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const machine = hosted(supervisorMachine, {
      actions: {
        startChild: (_, { child }: { readonly child: string }) => this.#startChild(child),
        stopChild: (_, { child }: { readonly child: string }) => this.#stopChild(child),
      },
    });
    this.#actor = makeChart(machine, {
      id: options.id,
      clock: options.clock,
      input: { children: options.children.map((child) => child.name), settings: options.settings() },
      stepped: () => options.changed?.(this.state, this.#actor.getSnapshot().context.reason),
      ended: () => this.#end(),
      crashed: (error) => {
        options.log.write("error", "a supervisor failed", { id: options.id, error: String(error) });
        this.#end();
      },
    });
  }

  /** `starting`, `running`, `restarting`, `backOff`, `stopping` or `stopped`. */
  get state(): string {
    const { value } = this.#actor.getSnapshot();
    return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
  }

  start(): void {
    this.#unfollow = this.#options.tracer.follow(this.#options.id, "supervisor", this.#actor, () => {
      const { running, failures, reason } = this.#actor.getSnapshot().context;
      return { running, failures, reason };
    });
    this.#actor.start();
  }

  failed(child: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.write("error", `${child} failed`, { supervisor: this.#options.id, reason });
    this.#actor.send({ type: "childFailed", child, reason });
  }

  /** Stops the children, last first. */
  async stop(): Promise<void> {
    if (this.#actor.getSnapshot().status === "active") {
      const ended = new Promise<void>((resolve) => this.#ended.push(resolve));
      this.#actor.send({ type: "stop" });
      await ended;
    }
    // A child whose start was under way is stopped as soon as that has ended.
    await Promise.all(this.#busy.values());
  }

  #child(name: string): Child | undefined {
    return this.#options.children.find((child) => child.name === name);
  }

  #startChild(name: string): void {
    this.#after(name, async (child) => {
      if (!this.#isStarting(name)) return;
      try {
        await child.start();
      } catch (error) {
        this.failed(name, error);
        return;
      }
      // Meanwhile the chart may have gone on: stopped, or restarting from an earlier child. Nobody else would stop this one.
      if (this.#isStarting(name)) this.#actor.send({ type: "childStarted", child: name });
      else await child.stop();
    });
  }

  #stopChild(name: string): void {
    this.#after(name, async (child) => {
      try {
        await child.stop();
      } finally {
        this.#actor.send({ type: "childStopped", child: name });
      }
    });
  }

  #isStarting(name: string): boolean {
    const { status, context } = this.#actor.getSnapshot();
    return status === "active" && this.state === "starting" && context.children[context.running] === name;
  }

  /** Begins after the present turn, and after whatever is being done to that child. */
  #after(name: string, run: (child: Child) => Promise<void>): void {
    const child = this.#child(name);
    if (child === undefined) return;
    const before = this.#busy.get(name) ?? Promise.resolve();
    const deferred = new Promise<void>((resolve) => this.#options.clock.defer(resolve));
    const busy = Promise.all([before, deferred])
      .then(() => run(child))
      .catch((error: unknown) => {
        this.#options.log.write("error", `${name} failed to stop`, {
          supervisor: this.#options.id,
          error: String(error),
        });
      });
    this.#busy.set(name, busy);
  }

  #end(): void {
    this.#unfollow();
    const ended = this.#ended;
    this.#ended = [];
    for (const resolve of ended) resolve();
  }
}
