/**
 * What no page may do, whoever made it: leave its address, open windows, attach views, get permissions.
 */
import { app, session } from "electron";
import { pageOrigin } from "./page-protocol.ts";

export function setupSessionGuards(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) =>
    answer(false),
  );
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.on("will-navigate", (event) => {
      if (!event.url.startsWith(`${pageOrigin}/`)) event.preventDefault();
    });
    contents.on("will-redirect", (event) => event.preventDefault());
  });
}
