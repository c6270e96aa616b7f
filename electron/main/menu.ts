/**
 * The application menu: by roles where the system knows the deed, else a command of the page. The page draws
 * its own menus; this one gives the accelerators, and the menu bar where the system has one.
 */
import { app, Menu, type MenuItemConstructorOptions } from "electron";
import type { MainWords } from "./words.ts";

const line: MenuItemConstructorOptions = { type: "separator" };

const editing: MenuItemConstructorOptions[] = [
  { role: "undo" },
  { role: "redo" },
  line,
  { role: "cut" },
  { role: "copy" },
  { role: "paste" },
  { role: "selectAll" },
];

function developer(): MenuItemConstructorOptions[] {
  return app.isPackaged ? [] : [line, { role: "reload" }, { role: "toggleDevTools" }];
}

/** @param ask asks the page for one of its commands */
export function setMenu(words: MainWords, ask: (command: string) => void): void {
  // The page listens to these keys itself: here they are only shown.
  const command = (
    label: string,
    id: string,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label,
    registerAccelerator: false,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => ask(id),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
      {
        label: words.file,
        submenu: [
          command(words.newJob, "newJob", "CmdOrCtrl+N"),
          command(words.runDemo, "runDemo"),
          line,
          command(words.openTrace, "openTrace", "CmdOrCtrl+O"),
          command(words.exportReport, "exportReport", "CmdOrCtrl+E"),
          line,
          { role: "close" },
          { role: "quit" },
        ],
      },
      {
        label: words.edit,
        submenu: editing,
      },
      {
        label: words.view,
        submenu: [
          command(words.openRuns, "openRuns"),
          command(words.openLab, "openLab"),
          command(words.openInspector, "openInspector"),
          command(words.openSettings, "openSettings", "CmdOrCtrl+,"),
          command(words.palette, "palette", "CmdOrCtrl+K"),
          line,
          { role: "resetZoom" },
          { role: "zoomIn" },
          { role: "zoomOut" },
          { role: "togglefullscreen" },
          ...developer(),
        ],
      },
      {
        label: words.run,
        submenu: [
          command(words.startJob, "startJob", "CmdOrCtrl+Enter"),
          command(words.abortRun, "abortRun", "CmdOrCtrl+."),
          line,
          command(words.closeRun, "closeRun"),
        ],
      },
      {
        label: words.help,
        submenu: [
          command(words.tour, "tour"),
          command(words.openCodes, "openCodes"),
          command(words.showKeys, "showKeys"),
        ],
      },
    ]),
  );
}
