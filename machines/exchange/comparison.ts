/**
 * Finds where two trees differ, as plain data and pure functions: questions go to the other peer, and its answers are compared
 * with the same pages here. Source: riak_ensemble `synctree` exchange; DESIGN "Trees"; SCENARIOS S14, S15.
 *
 * From the top down, depth first, a bounded batch at a time: equal pages end a path, so the cost is that of the differences times the
 * height, and what is remembered is bounded by batch x width x height, however many differences there are. Each answer's
 * differences are handed out with it, not collected.
 *
 *   let state = beginComparison();
 *   for (let question = nextQuestion(state, 64); question !== null; question = nextQuestion(state, 64))
 *     ({ state, differences } = answered(state, pagesHere(question), pagesThere(question)))
 */
import { type Ballot, compareBallots, sameBallot } from "#machines/protocol/ballot";
import { hashBytes, type LeafEntry } from "#machines/protocol/object";
import { type InnerPage, maskOf, type SegmentPage, treeWidth } from "#machines/protocol/tree";

interface Group {
  readonly level: number;
  readonly indices: readonly number[];
}

export interface Comparison {
  /** Whatever only this side has is of no interest: paths that are empty there are not followed. */
  readonly pullsOnly: boolean;
  /** Still to be asked for; the last group is next. */
  readonly open: readonly Group[];
  /** Answers so far, and how many bytes of pages were in them. */
  readonly answers: number;
  readonly bytes: number;
}

/** Inner pages for a level below `treeHeight`, segments for that level itself. */
export type Question = Group;

export type Answer =
  | { readonly kind: "inner"; readonly pages: readonly InnerPage[] }
  | { readonly kind: "segments"; readonly pages: readonly SegmentPage[] };

/** A key whose entries differ; null where there is none. */
export interface Difference {
  readonly segment: number;
  readonly key: string;
  readonly local: LeafEntry | null;
  readonly remote: LeafEntry | null;
}

/** A segment whose low water differs. */
export interface LowWaterDifference {
  readonly segment: number;
  readonly local: Ballot;
  readonly remote: Ballot;
}

export interface Step {
  readonly state: Comparison;
  readonly differences: readonly Difference[];
  readonly lowWaters: readonly LowWaterDifference[];
}

export function beginComparison({ pullsOnly = false }: { readonly pullsOnly?: boolean } = {}): Comparison {
  return { pullsOnly, open: [{ level: 0, indices: [0] }], answers: 0, bytes: 0 };
}

/** At most `batch` pages of one level; null when nothing is left to compare. */
export function nextQuestion(state: Comparison, batch: number): Question | null {
  const group = state.open.at(-1);
  if (group === undefined) return null;
  return { level: group.level, indices: group.indices.slice(0, Math.max(1, batch)) };
}

/**
 * Both answer the question that was next, in its order. A shorter answer is for the first of its pages: the rest is asked for
 * again. One without any page leaves the state as it is: treat it as a refusal.
 */
export function answered(state: Comparison, local: Answer, remote: Answer): Step {
  const group = state.open.at(-1);
  const count = Math.min(local.pages.length, remote.pages.length, group?.indices.length ?? 0);
  if (group === undefined || count === 0) return { state, differences: [], lowWaters: [] };
  const differences: Difference[] = [];
  const lowWaters: LowWaterDifference[] = [];
  const children: number[] = [];
  let { bytes } = state;
  for (let n = 0; n < count; n++) {
    if (local.kind === "segments" && remote.kind === "segments") {
      const [here, there] = [local.pages[n] as SegmentPage, remote.pages[n] as SegmentPage];
      bytes += segmentSize(there);
      differences.push(...compareEntries(here.index, here.entries, there.entries));
      if (!sameBallot(here.lowWater, there.lowWater))
        lowWaters.push({ segment: here.index, local: here.lowWater, remote: there.lowWater });
    } else if (local.kind === "inner" && remote.kind === "inner") {
      const [here, there] = [local.pages[n] as InnerPage, remote.pages[n] as InnerPage];
      bytes += there.length;
      const first = (group.indices[n] as number) * treeWidth;
      for (const slot of differingSlots(here, there, state.pullsOnly)) children.push(first + slot);
    }
  }
  const rest = group.indices.slice(count);
  const open = state.open.slice(0, -1);
  if (rest.length > 0) open.push({ level: group.level, indices: rest });
  if (children.length > 0) open.push({ level: group.level + 1, indices: children });
  return { state: { ...state, open, answers: state.answers + 1, bytes }, differences, lowWaters };
}

export const isLocalOnly = ({ remote }: Difference): boolean => remote === null;
export const isRemoteOnly = ({ local }: Difference): boolean => local === null;
export const isDifferent = ({ local, remote }: Difference): boolean => local !== null && remote !== null;
/** What an exchange pulls. */
export const isNewerThere = ({ local, remote }: Difference): boolean =>
  remote !== null && (local === null || compareBallots(remote.ballot, local.ballot) > 0);

/** About what a segment takes on the wire. */
export function segmentSize({ entries }: SegmentPage): number {
  return entries.reduce((size, { key }) => size + key.length + 16 + hashBytes + 2, 20);
}

function differingSlots(here: InnerPage, there: InnerPage, pullsOnly: boolean): number[] {
  const [localMask, remoteMask] = [maskOf(here), maskOf(there)];
  const slots: number[] = [];
  let [localAt, remoteAt] = [2, 2];
  for (let slot = 0; slot < treeWidth; slot++) {
    const bit = 1 << slot;
    const [isHere, isThere] = [(localMask & bit) !== 0, (remoteMask & bit) !== 0];
    const differs = isHere !== isThere || (isHere && !isSameHash(here, localAt, there, remoteAt));
    if (isHere) localAt += hashBytes;
    if (isThere) remoteAt += hashBytes;
    if (differs && (isThere || !pullsOnly)) slots.push(slot);
  }
  return slots;
}

function isSameHash(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  for (let n = 0; n < hashBytes; n++) if (a[aAt + n] !== b[bAt + n]) return false;
  return true;
}

function compareEntries(segment: number, local: readonly LeafEntry[], remote: readonly LeafEntry[]): Difference[] {
  const theirs = new Map(remote.map((entry) => [entry.key, entry]));
  const differences: Difference[] = [];
  for (const entry of local) {
    const other = theirs.get(entry.key) ?? null;
    theirs.delete(entry.key);
    if (other === null || !isSameEntry(entry, other))
      differences.push({ segment, key: entry.key, local: entry, remote: other });
  }
  for (const entry of theirs.values()) differences.push({ segment, key: entry.key, local: null, remote: entry });
  return differences;
}

function isSameEntry(a: LeafEntry, b: LeafEntry): boolean {
  return sameBallot(a.ballot, b.ballot) && isSameHash(a.hash, 0, b.hash, 0);
}
