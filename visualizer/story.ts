/** Why the leader changed: the chain of steps from the old leader's end to the new one's beginning, told in sentences. */
import { Causes } from "./causes.ts";
import { groupOf, isAbdication, isElection, isMove, placeOf } from "./place.ts";
import type { ChartTransition } from "./chart/definition.ts";
import type { Entry, LogEntry } from "./stream.ts";

export interface StoryLine {
  readonly entry: Entry;
  readonly text: string;
  /** `end`: how the leader before ended; `way`: how the new one came; `lead`: it leads. */
  readonly part: "end" | "way" | "lead";
}

export interface Story {
  readonly election: LogEntry;
  readonly group: string;
  readonly title: string;
  readonly lines: readonly StoryLine[];
}

/** The elections of a group, newest first. */
export function elections(entries: readonly Entry[], group: string): LogEntry[] {
  return entries
    .filter((entry): entry is LogEntry => entry.what === "record" && isElection(entry.record))
    .filter(({ record }) => group === "" || groupOf(record.actor) === group)
    .reverse();
}

export type FindTransition = (machine: string, id: string) => ChartTransition | undefined;

/** A node that was killed is known to be gone only once it has been silent for a while. */
const noticedWithinMs = 10_000;

export function storyOf(election: LogEntry, entries: readonly Entry[], find: FindTransition): Story {
  const group = groupOf(election.record.actor);
  const before = entries.filter(({ serial }) => serial <= election.serial);
  const previous = elections(before, group).find(({ serial }) => serial < election.serial);
  const since = previous?.serial ?? 0;
  const way = wayOf(election, before, since);
  const causes = new Causes(before);
  const old = previous?.record.node ?? leaderBefore(way[0], causes);
  const ends =
    old === ""
      ? []
      : endOf(
          old,
          group,
          entries.filter(({ serial }) => serial > since),
          election,
        );
  const lines: StoryLine[] = [
    ...ends.map((entry): StoryLine => ({ entry, part: "end", text: tellEnd(entry, find) })),
    ...way.map((entry): StoryLine => ({ entry, part: "way", text: tellStep(entry, causes, find) })),
    { entry: election, part: "lead", text: tellStep(election, causes, find) },
  ];
  const { node, context } = election.record;
  const epoch = context["epoch"];
  const from = old === "" || old === node ? "" : ` after ${old}`;
  return {
    election,
    group,
    title: `${node} leads ${group}${typeof epoch === "number" ? ` in epoch ${epoch}` : ""}${from}`,
    lines,
  };
}

/** Whom the new leader followed before it set out, where its election was not seen. */
function leaderBefore(start: LogEntry | undefined, causes: Causes): string {
  const leader = start === undefined ? undefined : (causes.before(start) ?? start).record.context["leader"];
  return typeof leader === "string" ? (leader.split("#", 1)[0] ?? "") : "";
}

/** What ended the leader before: a command of this page, its leaving `leading`, its node's end. */
function endOf(old: string, group: string, since: readonly Entry[], election: LogEntry): Entry[] {
  const asked = since.findLast(
    (entry) =>
      entry.what === "note" &&
      entry.kind === "command" &&
      entry.serial < election.serial &&
      entry.text.split(/[ ,:]+/).includes(old),
  );
  const own = since.find((entry) => {
    if (entry.what === "node")
      return entry.node.node === old && entry.node.state === "gone" && entry.time < election.time + noticedWithinMs;
    if (entry.what !== "record" || entry.serial > election.serial) return false;
    const { record } = entry;
    return record.node === old && groupOf(record.actor) === group && isAbdication(record);
  });
  return [...(asked === undefined ? [] : [asked]), ...(own === undefined ? [] : [own])];
}

/** The new leader's moves since it last followed or started. */
function wayOf(election: LogEntry, before: readonly Entry[], sinceSerial: number): LogEntry[] {
  const { actor, boot } = election.record;
  const moves = before.filter(
    (entry): entry is LogEntry =>
      entry.what === "record" &&
      entry.record.actor === actor &&
      entry.record.boot === boot &&
      isMove(entry.record) &&
      entry.serial < election.serial &&
      entry.serial > sinceSerial,
  );
  const start = moves.findLastIndex(
    ({ record }) => placeOf(record.before) === "following" || placeOf(record.before) === "setup",
  );
  return moves.slice(Math.max(0, start));
}

function tellEnd(entry: Entry, find: FindTransition): string {
  switch (entry.what) {
    case "note":
      return `By the controls of this page: ${entry.text}.`;
    case "node":
      return entry.node.state === "gone"
        ? `${entry.node.node}, which led, fell silent: it was stopped, killed or cut off.`
        : `${entry.node.node}, which led, started anew.`;
    case "gap":
      return "Records are missing here.";
    case "record": {
      const { record } = entry;
      const reason = record.data["reason"];
      const why = typeof reason === "string" && reason !== "" ? reason : eventText(entry, find);
      const to = record.kind === "stopped" ? "stopped" : `went to ${placeOf(record.after)}`;
      return `${record.node}, which led, ${to}: ${why}.`;
    }
  }
}

/** Words for what a reader would have to know the protocol to understand; whatever is not here is told by its name. */
const phrases: Readonly<Record<string, string>> = {
  "after followerTimeout": "it had heard nothing from the leader for as long as a follower waits",
  leaderGone: "the bus said that nobody is there to answer for the leader",
  "after electionTimeout": "nobody else had come forward while it waited",
  "after prefollowTimeout": "the candidate that it had promised did not come back",
  timeout: "no quorum answered in time",
  "always [isOutside]": "the members have changed, and it is none of them any more",
  handover: "the leader handed over",
  leaseLost: "its lease had run out, and no quorum confirmed it",
  ready: "it had read its disk",
  exchangeComplete: "its data is as new as a trusted quorum's",
  exchangeFailed: "it could not compare with a trusted quorum",
};

function tellStep(entry: LogEntry, causes: Causes, find: FindTransition): string {
  const { record } = entry;
  const text = eventText(entry, find);
  const { replies } = record.data;
  const from = Array.isArray(replies) && replies.length > 0 ? ` (answers: ${(replies as string[]).join(", ")})` : "";
  const cause = causes.causeOf(entry);
  const by = cause?.how === "message" && from === "" ? `, sent by ${cause.entry.record.node}` : "";
  const to = record.kind === "stopped" ? "stopped" : placeOf(record.after);
  return `${record.node}: ${placeOf(record.before)} → ${to}, as ${text}${from}${by}.`;
}

function eventText({ record }: LogEntry, find: FindTransition): string {
  const transition = find(record.machine, record.transitions[0] ?? "");
  const label = transition?.label ?? record.event;
  if (label === "quorumMet") {
    const goal = { prepare: "a quorum promised", prelead: "a quorum accepted the new epoch" }[placeOf(record.before)];
    if (goal !== undefined) return goal;
    return transition?.guard === "else" || transition?.guard === undefined
      ? "a quorum answered and named no leader"
      : `a quorum answered [${transition.guard}]`;
  }
  const guard = transition === undefined || transition.guard === "" ? "" : ` [${transition.guard}]`;
  return phrases[`${label}${guard}`] ?? phrases[label] ?? `of ${label}${guard}`;
}
