/**
 * The inspector's server: one page over HTTP, one stream over WebSocket, fed by what nodes stream while at least one page
 * is open. Read-only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { AnyStateMachine } from "xstate";
import { QuorateError } from "#machines/protocol/errors";
import type { Bus, Clock, Log, Random } from "#machines/protocol/ports";
import {
  type Access,
  hasSession,
  isHostAllowed,
  isOriginAllowed,
  isSame,
  makeAccess,
  securityHeaders,
  sessionCookie,
  urlHost,
} from "./access.ts";
import { chartDefinition } from "./chart/definition.ts";
import { layoutChart } from "./chart/layout.ts";
import { type PageFile, readPageFiles } from "./page-files.ts";
import { PageLink } from "./page-link.ts";
import { closeCodes, type Definitions, type Hello, streamVersion } from "./stream.ts";
import { Watcher } from "./watcher.ts";

export interface InspectorOptions {
  /** Reaches the cluster; the inspector subscribes to traces on it and publishes `watch`. Not closed by it. */
  readonly bus: Bus;
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
  /** Names (without port) that a browser may use for this server beside loopback and `host`. */
  readonly allowedHosts?: readonly string[];
  /** Pages that may be open at once; default 16. */
  readonly maxPages?: number;
  /** Where the built page lies; default beside the built module. */
  readonly pageDirectory?: string;
}

export interface Inspector {
  /** With the token: what a person opens. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @throws QuorateError CONFIG when the port is taken or the interface does not exist. */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const host = options.host ?? "127.0.0.1";
  const files = await readPageFiles(options.pageDirectory);
  const server = createServer();
  const port = await listen(server, host, options.port ?? 7070);
  const access = makeAccess(options.random, host, port, options.allowedHosts ?? []);
  const watcher = new Watcher(options);
  const charts = drawCharts(options);

  server.on("request", (request, response) => answer(access, files, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    const refusal = refuseUpgrade(access, request);
    if (refusal !== null) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (page) => {
      if (watcher.pageCount >= (options.maxPages ?? 16)) {
        page.close(closeCodes.tooManyPages, "too many pages are open: close one and reload");
        return;
      }
      const link = new PageLink(page);
      watcher.addPage(link);
      page.on("close", () => watcher.removePage(link));
      page.on("error", () => link.end());
      const hello: Hello = { type: "hello", version: streamVersion, cluster: options.cluster, controls: false };
      // The snapshot is taken when it is sent: whatever comes after it is a delta.
      void charts.then((definitions) => link.welcome([hello, definitions, watcher.snapshot()]));
    });
  });

  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : urlHost(host);
  return {
    url: `http://${shown}:${port}/?token=${access.token}`,
    port,
    close: async () => {
      watcher.close();
      await new Promise<void>((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** A machine that cannot be drawn costs its own chart only. */
async function drawCharts({ machines, log }: InspectorOptions): Promise<Definitions> {
  const charts = await Promise.all(
    Object.entries(machines).map(async ([name, machine]) => {
      try {
        const definition = chartDefinition(machine);
        return [{ name, definition, drawing: await layoutChart(definition) }];
      } catch (error) {
        log.write("error", "a machine could not be drawn", { machine: name, error: String(error) });
        return [];
      }
    }),
  );
  return { type: "definitions", machines: charts.flat() };
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

// -------------------------------------------------------------------------------------------------------------- HTTP

const askForLink =
  "The inspector's key is missing or from an earlier start.\nOpen the address that `quorate up` (or `quorate inspect`) printed: it carries the key.\n";

function answer(
  access: Access,
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!isHostAllowed(access, request)) return plain(response, 403, "This name is not one of the inspector's.\n");
  for (const [name, value] of Object.entries(securityHeaders(request.headers.host ?? ""))) {
    response.setHeader(name, value);
  }
  if (!isOriginAllowed(access, request, false)) return plain(response, 403, "Requests from other sites are refused.\n");
  if (request.method !== "GET" && request.method !== "HEAD") return plain(response, 405, "The inspector only reads.\n");

  const url = new URL(request.url ?? "/", "http://inspector.invalid");
  const token = url.searchParams.get("token");
  if (token !== null && url.pathname === "/") {
    if (!isSame(token, access.token)) return plain(response, 401, askForLink);
    response.setHeader("Set-Cookie", sessionCookie(access));
  } else if (!hasSession(access, request)) return plain(response, 401, askForLink);

  if (url.pathname === "/session") return plain(response, 200, "ok\n");
  if (files.size === 0) return plain(response, 503, "The page has not been built: run `npm run build`.\n");
  const file = files.get(url.pathname === "/" ? "/index.html" : url.pathname);
  if (file === undefined) return plain(response, 404, "There is nothing here.\n");
  response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.body.length });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}

// --------------------------------------------------------------------------------------------------------- WebSocket

function refuseUpgrade(access: Access, request: IncomingMessage): number | null {
  if (!isHostAllowed(access, request) || !isOriginAllowed(access, request, true)) return 403;
  if (!hasSession(access, request)) return 401;
  return new URL(request.url ?? "/", "http://inspector.invalid").pathname === "/stream" ? null : 404;
}

function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
