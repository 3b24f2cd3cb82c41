/** The inspector over HTTP: the page's own files, and a recording to save. Nothing else is ever served. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import {
  type Access,
  hasSession,
  isHostAllowed,
  isOriginAllowed,
  isSame,
  securityHeaders,
  sessionCookie,
} from "./access.ts";
import type { PageFile } from "./page-files.ts";

export interface Site {
  readonly access: Access;
  readonly files: ReadonlyMap<string, PageFile>;
  recording(): Promise<Iterable<string>>;
}

const askForLink =
  "The inspector's key is missing or from an earlier start.\nOpen the address that `quorate up` (or `quorate inspect`) printed: it carries the key.\n";

export function answerHttp(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const { access, files } = site;
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
  if (url.pathname === "/recording.ndjson") return save(site, request, response);
  if (files.size === 0) return plain(response, 503, "The page has not been built: run `npm run build`.\n");
  const file = files.get(url.pathname === "/" ? "/index.html" : url.pathname);
  if (file === undefined) return plain(response, 404, "There is nothing here.\n");
  response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.body.length });
  response.end(request.method === "HEAD" ? undefined : file.body);
  return undefined;
}

function save(site: Site, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    "Content-Type": "application/x-ndjson; charset=utf-8",
    "Content-Disposition": 'attachment; filename="quorate-recording.ndjson"',
  });
  if (request.method === "HEAD") return void response.end();
  site.recording().then(
    (lines) => {
      const body = Readable.from(lines);
      response.on("close", () => body.destroy());
      body.pipe(response);
    },
    () => response.destroy(),
  );
  return undefined;
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}
