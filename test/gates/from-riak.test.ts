/** docs/FROM_RIAK_ENSEMBLE.md leaves nothing out, and names files that exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultSettings } from "#machines/protocol/settings";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/FROM_RIAK_ENSEMBLE.md"), "utf8");

/** Source: riak_ensemble "Module reference", and the two modules that it leaves out. */
const modules = [
  ...["app", "backend", "basic_backend", "client", "clock", "config", "exchange", "kv_backend", "lease", "manager"],
  ...["msg", "peer", "peer_sup", "peer_tree", "peer_worker", "root", "router", "router_sup", "save", "state"],
  ...["storage", "sup", "test", "util"],
].map((name) => `riak_ensemble_${name}`);
const trees = ["synctree", "synctree_ets", "synctree_leveldb", "synctree_orddict"];
/** Source: riak_ensemble_config. */
const settings = [
  ...["ensemble_tick", "lease_duration", "trust_lease", "follower_timeout", "election_timeout", "prefollow_timeout"],
  ...["pending_timeout", "probe_delay", "peer_get_timeout", "peer_put_timeout", "alive_tokens", "peer_workers"],
  ...["storage_delay", "storage_tick", "tree_validation", "synchronous_tree_updates", "notfound_read_delay"],
];

describe("docs/FROM_RIAK_ENSEMBLE.md", () => {
  it("names every module and setting of riak_ensemble, and every setting of ours", () => {
    const missing = [...modules, ...trees, ...settings, ...Object.keys(defaultSettings)].filter(
      (name) => !page.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });

  it("names files that exist", () => {
    const paths = [...page.matchAll(/`((?:machines|services|test|simulation)\/[\w./-]*)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
