/** The ring of a cluster whose members are fixed: of all nodes that any ensemble names, claimed in one go. */
import { claim } from "#machines/protocol/claim";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import { emptyRing, type Ring } from "#machines/protocol/ring";
import type { Settings } from "#machines/protocol/settings";

/** The same on every node that was given the same ensembles and settings. */
export function ringOfEnsembles(
  ensembles: Readonly<Record<EnsembleName, { readonly members: readonly NodeName[] }>>,
  { ringPartitions, ringReplicas }: Pick<Settings, "ringPartitions" | "ringReplicas">,
): Ring {
  const members = Object.values(ensembles).flatMap((ensemble) => ensemble.members);
  return claim(emptyRing(ringPartitions), members, ringReplicas);
}
