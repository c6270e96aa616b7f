/** The window over a scripted main process, for component tests. */
import { configure, render, type RenderResult } from "@testing-library/react";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { AppContext } from "../app-context.ts";
import { type App, createApp } from "../app.ts";
import { createBridge } from "../bridge.ts";
import type { ScriptedMain } from "../dev/scripted-main.ts";
import { Shell } from "../shell/shell.tsx";

// A busy machine may take its time; a test waits on facts, not on the clock.
configure({ asyncUtilTimeout: 10_000 });

export interface Rendered {
  readonly app: App;
  readonly main: ScriptedMain;
  readonly view: RenderResult;
  readonly path: () => string;
}

/** Connects a page to `main` and draws it at `path`. Frames come as timers, so that no test waits for a display. */
export async function renderApp(main: ScriptedMain, path = "/"): Promise<Rendered> {
  const clock = { request: (callback: () => void) => void setTimeout(callback, 0) };
  const app = await createApp(
    createBridge(main.connect(), (file) => `/dropped/${file.name}`),
    clock,
  );
  const location = memoryLocation({ path, record: true });
  const view = render(
    <AppContext value={app}>
      <Router hook={location.hook}>
        <Shell />
      </Router>
    </AppContext>,
  );
  return { app, main, view, path: () => location.history.at(-1) ?? "" };
}
