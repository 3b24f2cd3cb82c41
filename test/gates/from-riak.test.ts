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

/** Exported functions and callbacks of the smaller modules. Source: their `-export` and `-callback` lines. */
const functions = [
  ...["new_obj", "obj_epoch", "obj_seq", "obj_key", "obj_value", "set_obj_epoch", "set_obj_seq", "set_obj_value"],
  ...["get_obj", "set_obj", "latest_obj", "reply", "pong", "tick", "ping", "handle_down", "ready_to_start"],
  ...["synctree_path", "insert", "rehash_upper", "rehash", "verify_upper", "verify", "exchange_get", "top_hash"],
  ...["height", "repair", "newdb", "m_batch", "m_flush", "compare", "local_compare", "direct_exchange", "corrupt"],
  ...["pause_workers", "unpause_workers", "start_link", "check_lease", "lease", "unlease"],
  ...["send_all", "blocking_send_all", "wait_for_quorum", "cast_all", "handle_reply", "quorum_timeout"],
  ...["monotonic_time", "monotonic_time_ms", "replace_file", "read_file", "sha", "md5", "orddict_delta", "shuffle"],
  ...["cast_unreliable", "start_peer", "stop_peer", "peers", "get_peer_pid", "register_peer"],
  ...["new", "is_state", "add_member", "del_member", "set_ensemble", "update_ensemble", "set_pending", "enable"],
  ...["enabled", "merge", "id", "members", "ensembles", "pending"],
];

describe("docs/FROM_RIAK_ENSEMBLE.md", () => {
  it("names every module and setting of riak_ensemble, and every setting of ours", () => {
    const missing = [...modules, ...trees, ...settings, ...Object.keys(defaultSettings)].filter(
      (name) => !page.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });

  it("names every function of the smaller modules", () => {
    const missing = functions.filter((name) => !new RegExp(`[\`:]${name}(?:/[\\d,]+)?\``).test(page));
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
