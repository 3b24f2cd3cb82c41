/**
 * The inspector's server: one page over HTTP, one stream over WebSocket, fed by what nodes stream while at least one page is
 * open, or by a recording. Read-only unless it was given controls.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { AnyStateMachine } from "xstate";
import { QuorateError } from "#machines/protocol/errors";
import type { Bus, Clock, Log, Random } from "#machines/protocol/ports";
import { type Access, hasSession, isHostAllowed, isOriginAllowed, isSame, makeAccess, urlHost } from "./access.ts";
import { Charts } from "./charts.ts";
import type { CountsFile } from "./counts-file.ts";
import { allowed, type CommandPort, readPageFrame } from "./commands.ts";
import { answerHttp } from "./http.ts";
import { Hub } from "./hub.ts";
import { LiveState } from "./live-state.ts";
import { readPageFiles } from "./page-files.ts";
import { PageLink } from "./page-link.ts";
import { type Recording, recordingLines } from "./recording.ts";
import { StatelyStream } from "./stately.ts";
import { closeCodes, type Hello, streamVersion } from "./stream.ts";
import { Watcher } from "./watcher.ts";

export interface InspectorOptions {
  /** Reaches the cluster; the inspector subscribes to traces on it and publishes `watch`. Not closed by it. Null for a recording. */
  readonly bus: Bus | null;
  readonly recording?: Recording;
  /** Shown as heat on the charts beside what the inspector itself sees. */
  readonly counts?: CountsFile;
  readonly clock: Clock;
  /** Must be the system's own source: the access token is drawn from it. */
  readonly random: Random;
  /** Interface to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Default 7070; 0 takes a free one. */
  readonly port?: number;
  /** Machines to draw, by the name that trace records call them. */
  readonly machines: Readonly<Record<string, AnyStateMachine>>;
  readonly cluster: string;
  readonly log: Log;
  /** What pages may ask for; those that change something need `controls`. */
  readonly commands?: Readonly<Record<string, CommandPort>>;
  readonly controls?: boolean;
  /** Shows the values of keys; otherwise their length. */
  readonly showValues?: boolean;
  /** Names (without port) that a browser may use for this server beside loopback and `host`. */
  readonly allowedHosts?: readonly string[];
  /** Pages that may be open at once; default 16. */
  readonly maxPages?: number;
  /** Entries kept for scrubbing; default 200,000. */
  readonly retained?: number;
  /** Where the built page lies; default beside the built module. */
  readonly pageDirectory?: string;
}

export interface Inspector {
  /** With the token: what a person opens. */
  readonly url: string;
  /** With the token: what `createWebSocketReceiver` of @statelyai/inspect takes as its `server`. */
  readonly statelyUrl: string;
  readonly port: number;
  /** Draws one more machine; its records name it so. */
  addMachine(name: string, machine: AnyStateMachine): Promise<void>;
  close(): Promise<void>;
}

/** What a page may send at once: a put of a small value. */
const maxPageFrameBytes = 8192;

/** @throws QuorateError CONFIG when the port is taken or the interface does not exist. */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const host = options.host ?? "127.0.0.1";
  const files = await readPageFiles(options.pageDirectory);
  const server = createServer();
  const port = await listen(server, host, options.port ?? 7070);
  const access = makeAccess(options.random, host, port, options.allowedHosts ?? []);
  const live = options.recording?.live ?? new LiveState(options.retained);
  const commands = allowed(options.commands ?? {}, options.controls === true);
  const hub = new Hub({
    ...{ live, clock: options.clock, commands, values: options.showValues === true },
    counts: options.counts?.machines ?? {},
  });
  const watcher = options.bus === null ? null : new Watcher({ ...options, bus: options.bus }, hub);
  const charts = new Charts(options.machines, options.log, options.recording?.definitions ?? null);
  const hello: Hello = {
    type: "hello",
    version: streamVersion,
    cluster: options.cluster,
    mode: options.bus === null ? "recording" : "live",
    controls: options.controls === true,
    commands: [...commands.keys()],
    values: options.showValues === true,
    counts: options.counts?.name ?? "",
  };

  const recording = async (): Promise<Iterable<string>> => recordingLines(hello, await charts.definitions(), live);
  server.on("request", (request, response) => answerHttp({ access, files, recording }, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxPageFrameBytes, perMessageDeflate: false });
  const openPages = { count: 0, most: options.maxPages ?? 16 };
  server.on("upgrade", (request, socket, head) => {
    const wanted = judgeUpgrade(access, request);
    if (typeof wanted === "number") return refuse(socket, wanted);
    sockets.handleUpgrade(request, socket, head, (page) => {
      if (openPages.count >= openPages.most)
        return page.close(closeCodes.tooManyPages, "too many pages are open: close one and reload");
      openPages.count += 1;
      page.on("close", () => void (openPages.count -= 1));
      if (wanted === "/stately") return serveStately(page, hub, watcher, new Map(Object.entries(options.machines)));
      return servePage(page, hub, watcher, hello, charts);
    });
  });

  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : urlHost(host);
  return {
    url: `http://${shown}:${port}/?token=${access.token}`,
    statelyUrl: `ws://${shown}:${port}/stately?token=${access.token}`,
    port,
    addMachine: async (name, machine) => {
      await charts.add(name, machine);
      hub.tellAll(await charts.definitions());
    },
    close: async () => {
      watcher?.close();
      hub.close();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const hint =
        cause.code === "EADDRINUSE"
          ? `port ${port} is in use: choose another one, or close what uses it`
          : `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new QuorateError("CONFIG", `the inspector did not start: ${hint}`, { cause }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

// --------------------------------------------------------------------------------------------------------- WebSocket

type Upgrade = "/stream" | "/stately";

/** Where to, or the status of the refusal. */
function judgeUpgrade(access: Access, request: IncomingMessage): Upgrade | number {
  const url = new URL(request.url ?? "/", "http://inspector.invalid");
  if (!isHostAllowed(access, request)) return 403;
  // A program, not a page: it sends no Origin and has no cookies, so it names the token itself.
  if (url.pathname === "/stately") {
    if (!isOriginAllowed(access, request, false)) return 403;
    return isSame(url.searchParams.get("token") ?? "", access.token) ? "/stately" : 401;
  }
  if (!isOriginAllowed(access, request, true)) return 403;
  if (!hasSession(access, request)) return 401;
  return url.pathname === "/stream" ? "/stream" : 404;
}

function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function servePage(socket: WebSocket, hub: Hub, watcher: Watcher | null, hello: Hello, charts: Charts): void {
  const link = new PageLink(socket);
  if (watcher === null) hub.addPage(link);
  else watcher.addPage(link);
  // A recording has no watcher: somebody has to show that the server lives.
  const pulse = watcher === null ? setPulse(hub, link) : () => {};
  socket.on("message", (data: Buffer, isBinary) => {
    const frame = isBinary ? null : readPageFrame(data.toString());
    if (frame === null) return link.close(closeCodes.malformed, "this is no question of a page");
    return hub.answer(link, frame);
  });
  socket.on("close", () => {
    pulse();
    if (watcher === null) hub.removePage(link);
    else watcher.removePage(link);
  });
  socket.on("error", () => link.end());
  // The snapshot is taken when it is sent: whatever comes after it is a delta. A chart may still be on its way.
  link.welcome([hello, hub.snapshot()]);
  void charts.definitions().then((definitions) => link.tell(definitions));
}

function setPulse(hub: Hub, link: PageLink): () => void {
  return hub.every(1000, () => link.sendAlive());
}

/** Unsent bytes at which a receiver that reads too slowly is let go: its protocol cannot say that something is missing. */
const maxStatelyUnsentBytes = 4_000_000;

function serveStately(
  socket: WebSocket,
  hub: Hub,
  watcher: Watcher | null,
  machines: ReadonlyMap<string, AnyStateMachine>,
): void {
  const stream = new StatelyStream(machines);
  const release = watcher?.hold();
  const send = (event: object): void => {
    if (socket.bufferedAmount > maxStatelyUnsentBytes) return socket.close(1013, "it reads too slowly");
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
    return undefined;
  };
  const { base, entries } = hub.live.retention.tail(1);
  for (const event of stream.begin(base.actors, entries[0]?.time ?? 0)) send(event);
  for (const entry of entries) for (const event of stream.convert(entry)) send(event);
  const stop = hub.listen((fresh) => {
    for (const entry of fresh) for (const event of stream.convert(entry)) send(event);
  });
  socket.on("close", () => {
    stop();
    release?.();
  });
  socket.on("error", () => socket.terminate());
}
