/** Checks of what users hand to `startNode` and `connect`, before anything is opened. */
import { rootEnsemble } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import { rootModifierName } from "#services/manager/root";
import type { ClientOptions, EnsembleConfig, NodeOptions } from "#services/public-types";

const nodeKeys = [
  "name",
  "cluster",
  "servers",
  "dataDir",
  "ensembles",
  "modifiers",
  "settings",
  "backend",
  "logLevel",
  "nats",
];
const clientKeys = ["cluster", "servers", "timeoutMs", "nats"];
const backends = ["level", "memory"];
const logLevels = ["debug", "info", "warn", "error", "silent"];
const nameRule = "1 to 64 letters, digits, - or _, beginning with a letter or digit";

/** @throws QuorateError CONFIG that names the option and what it takes. */
export function checkNodeOptions(options: NodeOptions): void {
  checkShape("startNode", options, nodeKeys);
  checkName("name", options.name);
  checkName("cluster", options.cluster);
  checkServers(options.servers);
  if (typeof options.dataDir !== "string" || options.dataDir === "") refuse("dataDir takes the path of a directory");
  for (const [ensemble, config] of Object.entries(options.ensembles ?? {})) checkEnsemble(ensemble, config);
  checkModifiers(options.modifiers);
  checkChoice("backend", options.backend, backends);
  checkChoice("logLevel", options.logLevel, logLevels);
  checkCredentials(options.nats);
}

/** @throws QuorateError CONFIG that names the option and what it takes. */
export function checkClientOptions(options: ClientOptions): void {
  checkShape("connect", options, clientKeys);
  checkName("cluster", options.cluster);
  checkServers(options.servers);
  const { timeoutMs } = options;
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0 && Number.isFinite(timeoutMs)))
    refuse(`timeoutMs takes milliseconds above 0, not ${String(timeoutMs)}`);
  checkCredentials(options.nats);
}

/** The URLs as a list. */
export function serverList(servers: string | readonly string[]): readonly string[] {
  return typeof servers === "string" ? [servers] : servers;
}

function refuse(message: string): never {
  throw new QuorateError("CONFIG", message);
}

function checkShape(call: string, options: unknown, keys: readonly string[]): void {
  if (typeof options !== "object" || options === null) refuse(`${call} takes an object of options`);
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) refuse(`${call} has no option ${JSON.stringify(key)}; it takes ${keys.join(", ")}`);
  }
}

function checkName(option: string, value: unknown): void {
  if (!isName(value)) refuse(`${option} takes ${nameRule}, not ${JSON.stringify(value) ?? String(value)}`);
}

function checkServers(servers: unknown): void {
  const list = Array.isArray(servers) ? (servers as unknown[]) : [servers];
  if (list.length === 0) refuse("servers takes at least one NATS URL");
  for (const server of list) {
    if (typeof server !== "string" || !/^(?:(?:nats|tls|ws|wss):\/\/)?[^\s/]+$/.test(server))
      refuse(`servers takes NATS URLs like nats://127.0.0.1:4222, not ${JSON.stringify(server) ?? String(server)}`);
  }
}

function checkEnsemble(ensemble: string, config: EnsembleConfig): void {
  checkName("the name of an ensemble", ensemble);
  if (ensemble === rootEnsemble) refuse(`the ensemble name ${rootEnsemble} is the cluster's own`);
  const members: unknown = (config as EnsembleConfig | null)?.members;
  if (!Array.isArray(members) || members.length === 0)
    refuse(`ensemble ${ensemble}: members takes at least one node name`);
  for (const member of members as unknown[]) checkName(`ensemble ${ensemble}: a member`, member);
  if (new Set(members).size !== members.length) refuse(`ensemble ${ensemble}: a member is named twice`);
}

function checkModifiers(modifiers: unknown): void {
  if (modifiers === undefined) return;
  if (typeof modifiers !== "object" || modifiers === null) refuse("modifiers takes { NAME: function }");
  for (const [name, modifier] of Object.entries(modifiers)) {
    checkName("the name of a modifier", name);
    if (name === rootModifierName) refuse(`the modifier name ${name} is taken`);
    if (typeof modifier !== "function") refuse(`modifier ${name} takes a function`);
  }
}

function checkChoice(option: string, value: string | undefined, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value))
    refuse(`${option} takes ${choices.join(", ")}, not ${JSON.stringify(value)}`);
}

function checkCredentials(nats: unknown): void {
  if (nats !== undefined && (typeof nats !== "object" || nats === null))
    refuse("nats takes { user, pass, token, tls }");
}
