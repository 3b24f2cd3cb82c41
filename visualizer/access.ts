/** Who may open the inspector: the checks of every request and every upgrade. */
import type { IncomingMessage } from "node:http";
import type { Random } from "#machines/protocol/ports";

export interface Access {
  /** Printed in the URL; exchanged for the cookie. */
  readonly token: string;
  /** Hosts that a request may name, with port: `127.0.0.1:7070`. */
  readonly hosts: ReadonlySet<string>;
  readonly cookieName: string;
  readonly cookieValue: string;
}

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];
const wildcards = new Set(["0.0.0.0", "::", "[::]"]);

/** About 155 bits from the port, which in production is the system's own source. */
export function randomSecret(random: Random): string {
  const parts = Array.from({ length: 30 }, () => random.below(36).toString(36));
  return parts.join("");
}

export function makeAccess(random: Random, host: string, port: number, allowedHosts: readonly string[]): Access {
  const names = [...loopbackNames, ...allowedHosts, ...(wildcards.has(host) ? [] : [urlHost(host)])];
  return {
    token: randomSecret(random),
    hosts: new Set(names.map((name) => `${name.toLowerCase()}:${port}`)),
    // Browsers share cookies between the ports of one host.
    cookieName: `quorate_inspector_${port}`,
    cookieValue: randomSecret(random),
  };
}

export function urlHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** DNS rebinding: a foreign name that resolves to this machine is refused. */
export function isHostAllowed(access: Access, request: IncomingMessage): boolean {
  const { host } = request.headers;
  return host !== undefined && access.hosts.has(host.toLowerCase());
}

/** `required` for upgrades, where browsers always send it and the same-origin policy does not protect. */
export function isOriginAllowed(access: Access, request: IncomingMessage, required: boolean): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return !required;
  return origin.startsWith("http://") && access.hosts.has(origin.slice("http://".length).toLowerCase());
}

export function hasSession(access: Access, request: IncomingMessage): boolean {
  const prefix = `${access.cookieName}=`;
  const cookies = (request.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.some((cookie) => cookie.startsWith(prefix) && isSame(cookie.slice(prefix.length), access.cookieValue));
}

/** In the same time wherever they differ. */
export function isSame(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length;
  for (let index = 0; index < wanted.length; index += 1) {
    difference |= (given.charCodeAt(index) || 0) ^ wanted.charCodeAt(index);
  }
  return difference === 0;
}

export function sessionCookie(access: Access): string {
  return `${access.cookieName}=${access.cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
}

/** `host` has been checked. Older browsers do not count a WebSocket as 'self'. */
export function securityHeaders(host: string): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ws://${host}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}
