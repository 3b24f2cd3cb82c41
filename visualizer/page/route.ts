/**
 * What is shown, as the page's address: `/#/c/<cluster>/e/<ensemble>/p/<node>?view=chart&machine=peer&at=<node>:<boot>:<n>&f=<filter>`.
 * Every view can be found again by it.
 */
import { signal } from "@preact/signals";

export const views = ["cluster", "chart", "sequence", "log", "why", "keys", "controls"] as const;
export type View = (typeof views)[number];

export interface Route {
  readonly cluster: string;
  /** Ensemble (or other owner of actors); null when none was chosen. */
  readonly group: string | null;
  readonly node: string | null;
  readonly view: View;
  readonly machine: string | null;
  /** A record's name, `<node>:<boot>:<n>`; or `entry:<serial>` for what is no record. Null: now. */
  readonly at: string | null;
  readonly filter: string;
}

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const params = new URLSearchParams(query);
  const part = (name: string): string | null => {
    const found = new RegExp(`/${name}/([^/]+)`).exec(path)?.[1];
    try {
      return found === undefined ? null : decodeURIComponent(found);
    } catch {
      return null;
    }
  };
  return {
    cluster: part("c") ?? "",
    group: part("e"),
    node: part("p"),
    view: views.find((view) => view === params.get("view")) ?? "cluster",
    machine: params.get("machine"),
    at: params.get("at"),
    filter: params.get("f") ?? "",
  };
}

export function routeHash(route: Route): string {
  const part = (name: string, value: string | null): string =>
    value === null || value === "" ? "" : `/${name}/${encodeURIComponent(value)}`;
  const params = new URLSearchParams();
  if (route.view !== "cluster") params.set("view", route.view);
  if (route.machine !== null) params.set("machine", route.machine);
  if (route.at !== null) params.set("at", route.at);
  if (route.filter !== "") params.set("f", route.filter);
  const query = params.toString();
  return `#${part("c", route.cluster)}${part("e", route.group)}${part("p", route.node)}${query === "" ? "" : `?${query}`}`;
}

export const route = signal(readRoute(location.hash));

/** `quiet`: takes the place of the present address in the browser's history. */
export function go(change: Partial<Route>, quiet = false): void {
  const next = { ...route.peek(), ...change };
  const hash = routeHash(next);
  if (hash === routeHash(route.peek())) return;
  if (quiet) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  route.value = next;
}

addEventListener("hashchange", () => (route.value = readRoute(location.hash)));
addEventListener("popstate", () => (route.value = readRoute(location.hash)));
