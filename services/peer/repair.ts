/** What a repair drops: damaged segments and objects, so that the exchange that follows fetches them again. */
import type { PeerId } from "#machines/protocol/identifiers";
import type { DamageReport } from "#machines/protocol/ports";
import type { Views } from "#machines/protocol/fact";
import { exchangeViews } from "#machines/protocol/views";
import type { PeerObjects } from "./objects.ts";

/** Whether no other member can have what this one may have lost. */
export function isAlone(views: Views, self: PeerId): boolean {
  const members = exchangeViews(views).flat();
  return members.length === 1 && members[0] === self;
}

/**
 * The scan takes a while: a key may have been written anew since, and what is sound now stays. So does a damaged object that
 * nobody else has: once dropped it would read as absent, and now it is answered as damaged.
 */
export function dropDamaged(objects: PeerObjects, report: DamageReport, isLast: boolean) {
  const keys = isLast ? [] : report.keys.filter((key) => objects.read(key).kind !== "found");
  for (const key of keys) objects.remove(key);
  const segments = report.segments.filter(({ segment }) => objects.isDamaged(segment));
  for (const { segment, objects: keep } of segments) objects.dropSegment(segment, keep);
  return { objects: keys.length, segments: segments.length };
}
