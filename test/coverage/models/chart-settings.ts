/** The settings that the charts look at: what others there are does not show in the written tests. */
import { defaultSettings, type Settings } from "#machines/protocol/settings";

const names = [
  "tickMs",
  "leaseMs",
  "clockDrift",
  "followerTimeoutMs",
  "electionJitterMs",
  "prefollowTimeoutMs",
  "pendingTimeoutMs",
  "probeDelayMs",
  "quorumTimeoutMs",
  "changeTimeoutMs",
  "gossipMs",
  "ringPartitions",
] as const satisfies readonly (keyof Settings)[];

export function chartSettings(changed: Partial<Settings> = {}): Settings {
  const looked = Object.fromEntries(names.map((name) => [name, defaultSettings[name]]));
  return { ...(looked as unknown as Settings), ...changed };
}
