/** What an operator may ask of a node over NATS. */
import { natsBus } from "#cli/wiring";
import type { Bus } from "#machines/protocol/ports";
import { eventually, type ProcessCluster } from "./cluster.ts";

export class Operator {
  readonly #cluster: ProcessCluster;
  readonly #bus: Bus;
  #id = 0;

  private constructor(cluster: ProcessCluster, bus: Bus) {
    this.#cluster = cluster;
    this.#bus = bus;
  }

  static async connect(cluster: ProcessCluster): Promise<Operator> {
    const makeBus = natsBus({ cluster: cluster.name, servers: cluster.url });
    return new Operator(cluster, await makeBus("operator", "b1", { write: () => undefined }));
  }

  /**
   * Asks leaders to step down until `node` leads. A leader names the first other member as its successor, so that the first member
   * leads at once, another one sooner or later.
   */
  async lead(node: string): Promise<void> {
    const { ensemble } = this.#cluster;
    await eventually(
      `${node} leads`,
      async () => {
        const leader = await this.#cluster.leader();
        if (leader === node) return true;
        this.#id += 1;
        this.#bus.publish({ kind: "admin", node: leader }, [
          {
            type: "admin",
            id: this.#id,
            command: "stepDown",
            ensemble,
            node: "",
            add: [],
            remove: [],
            backend: "",
            options: "",
            timeoutMs: 2000,
          },
        ]);
        await this.#bus.flush();
        return eventually("another one leads", async () => (await this.#cluster.leader()) !== leader, 2000).then(
          async () => (await this.#cluster.leader()) === node,
          () => false,
        );
      },
      60_000,
    );
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}
