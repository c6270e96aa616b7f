/**
 * Serves the page at handoff://page/ from dist/renderer, and nothing else from the disk.
 */
import fs from "node:fs/promises";
import path from "node:path";
import { app, protocol } from "electron";

const scheme = "handoff";
export const pageOrigin = `${scheme}://page`;
export const pageUrl = `${pageOrigin}/index.html`;

/** Scripts, fonts and connections from the page's own folder only; sizes and positions are set as style attributes. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** Before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** After the app is ready. */
export function setupPageProtocol(): void {
  const folder = path.join(app.getAppPath(), "dist", "renderer");
  protocol.handle(scheme, async (request) => {
    const file = fileOf(request.url, folder);
    const type = file === null ? undefined : types[path.extname(file)];
    if (file === null || type === undefined) return new Response(null, { status: 404 });
    try {
      return new Response(await fs.readFile(file), {
        headers: {
          "content-type": type,
          "content-security-policy": contentSecurityPolicy,
          "x-content-type-options": "nosniff",
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

/** The file that an address names, null when it leads out of the folder. */
export function fileOf(url: string, folder: string): string | null {
  const { origin, host, pathname } = new URL(url);
  if (host !== "page" || (origin !== "null" && origin !== pageOrigin)) return null;
  const file = path.join(folder, decodeURIComponent(pathname));
  return file.startsWith(folder + path.sep) ? file : null;
}
