/** What a world remembers beside its peers and messages, in one number: who led which epoch, and what may still happen. */
import { nobodyAt, renamings } from "./positions.ts";

export interface Budgets {
  /** Crashes with restart that may still happen. */
  readonly crashes: number;
  /** Leaders that may still be asked to step down. */
  readonly stepDowns: number;
  /** Trees that may still be found damaged. */
  readonly damages: number;
}

const budgetLimit = 4;

/** Two bits an epoch: the position that led it, or nobody. */
export class Ghosts {
  readonly #epochs: number;
  readonly #base: number;
  readonly #renamed: Int32Array[];

  constructor(epochs: number) {
    this.#epochs = epochs;
    this.#base = 4 ** epochs;
    this.#renamed = renamings.map((to) => {
      const table = new Int32Array(this.#base);
      for (let leaders = 0; leaders < this.#base; leaders += 1) {
        let renamed = 0;
        for (let epoch = 0; epoch < epochs; epoch += 1)
          renamed |= (to[(leaders >> (2 * epoch)) & 3] ?? nobodyAt) << (2 * epoch);
        table[leaders] = renamed;
      }
      return table;
    });
  }

  make({ crashes, stepDowns, damages }: Budgets): number {
    return this.#base - 1 + this.#base * (crashes + budgetLimit * (stepDowns + budgetLimit * damages));
  }

  leaderOf(ghost: number, epoch: number): number {
    return epoch > this.#epochs ? nobodyAt : (ghost >> (2 * (epoch - 1))) & 3;
  }

  withLeader(ghost: number, epoch: number, position: number): number {
    const shift = 2 * (epoch - 1);
    return (ghost & ~(3 << shift)) | (position << shift);
  }

  left(ghost: number, budget: keyof Budgets): number {
    const budgets = Math.floor(ghost / this.#base);
    const place = budget === "crashes" ? 1 : budget === "stepDowns" ? budgetLimit : budgetLimit ** 2;
    return Math.floor(budgets / place) % budgetLimit;
  }

  spend(ghost: number, budget: keyof Budgets): number {
    const place = budget === "crashes" ? 1 : budget === "stepDowns" ? budgetLimit : budgetLimit ** 2;
    return ghost - this.#base * place;
  }

  renamed(ghost: number, renaming: number): number {
    const leaders = ghost & (this.#base - 1);
    return ghost - leaders + (this.#renamed[renaming]?.[leaders] ?? leaders);
  }
}
