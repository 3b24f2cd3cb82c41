/** The charts that pages get: each machine's definition, laid out once. */
import type { AnyStateMachine } from "xstate";
import type { Log } from "#machines/protocol/ports";
import { chartDefinition } from "./chart/definition.ts";
import { layoutApart } from "./chart/layout-apart.ts";
import { loadDrawings } from "./drawings.ts";
import type { Definitions, MachineChart } from "./stream.ts";

export class Charts {
  readonly #log: Log;
  readonly #drawn: Promise<MachineChart | null>[];

  /** `recorded`: the charts of a recording come with it. */
  constructor(machines: Readonly<Record<string, AnyStateMachine>>, log: Log, recorded: Definitions | null) {
    this.#log = log;
    this.#drawn =
      recorded === null
        ? Object.entries(machines).map(([name, machine]) => this.#draw(name, machine))
        : recorded.machines.map((chart) => Promise.resolve(chart));
  }

  async add(name: string, machine: AnyStateMachine): Promise<void> {
    const drawn = await Promise.all(this.#drawn);
    if (drawn.some((chart) => chart?.name === name)) return;
    this.#drawn.push(this.#draw(name, machine));
  }

  async definitions(): Promise<Definitions> {
    const charts = await Promise.all(this.#drawn);
    return { type: "definitions", machines: charts.filter((chart) => chart !== null) };
  }

  /** A machine that cannot be drawn costs its own chart only. */
  async #draw(name: string, machine: AnyStateMachine): Promise<MachineChart | null> {
    try {
      const definition = chartDefinition(machine);
      await loadDrawings();
      return { name, definition, drawing: await layoutApart(definition) };
    } catch (error) {
      this.#log.write("error", "a machine could not be drawn", { machine: name, error: String(error) });
      return null;
    }
  }
}
