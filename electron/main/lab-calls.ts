/** What the page may ask of the protocol lab. Files are such as the user chose in a dialog. */
import fs from "node:fs/promises";
import path from "node:path";
import { app, dialog, type BrowserWindow } from "electron";
import type { labWindowCalls } from "../contract/lab/calls.ts";
import type { Handlers } from "../ipc/tables.ts";
import type { Lab } from "../jobs/lab/lab.ts";
import type { MainWords } from "./words.ts";

export interface LabCallsOptions {
  readonly window: BrowserWindow;
  readonly words: () => MainWords;
  readonly lab: Lab;
}

const transcriptFilter = [{ name: "Handoff", extensions: ["handofflab"] }];

export function labCalls({ window, words, lab }: LabCallsOptions): Handlers<typeof labWindowCalls> {
  const chooseTarget = async (name: string): Promise<string | null> => {
    const answer = await dialog.showSaveDialog(window, {
      title: words().saveLab,
      defaultPath: path.join(app.getPath("documents"), name),
    });
    return answer.canceled || answer.filePath === "" ? null : answer.filePath;
  };
  return {
    labOpen: () => lab.open(),
    labCall: ({ process, method, values }) => ({
      number: lab.session.begin(process, method, values).number,
    }),
    labAddSecondary: async () => {
      await lab.session.addSecondary();
      return {};
    },
    labKill: async ({ process }) => {
      await lab.session.kill(process);
      return {};
    },
    labStartOver: () => lab.startOver(),
    labEnd: async () => {
      await lab.end();
      return {};
    },
    labScript: ({ id }) => lab.loadScript(id),
    labStep: async () => {
      await lab.step();
      return {};
    },
    labRun: async () => {
      await lab.runAll();
      return {};
    },
    labSave: async () => {
      const file = await chooseTarget("transcript.handofflab");
      if (file !== null) await lab.save(file);
      return { path: file };
    },
    labLoad: async () => {
      const answer = await dialog.showOpenDialog(window, {
        title: words().loadLab,
        properties: ["openFile"],
        filters: transcriptFilter,
      });
      const [file] = answer.filePaths;
      return file === undefined ? null : lab.loadFile(file);
    },
    labExport: async ({ language, toFile }) => {
      const text = lab.source(language);
      const file = toFile ? await chooseTarget(`lab.${language}`) : null;
      if (file !== null) await fs.writeFile(file, text);
      return { text, path: file };
    },
  };
}
