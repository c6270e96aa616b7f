/**
 * The app as tests start it: real Electron, real processes, real files, a state folder of its own. Whatever a
 * test does, the fixture ends the app and demands that nothing is left in shared memory.
 */
import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { JobSpec } from "../../electron/contract/job.ts";
import type { Settings } from "../../electron/contract/window.ts";
import {
  test as base,
  _electron as electron,
  expect,
  type ElectronApplication,
  type Page,
} from "@playwright/test";

export const repository = path.resolve(import.meta.dirname, "../..");

export interface LaunchOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the settings file holds before the start. */
  readonly remembered?: Partial<Remembered>;
}

interface Remembered {
  readonly settings: Partial<Settings>;
  readonly lastSpec: JobSpec;
}

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Lines of the page's console that are errors or warnings, and its uncaught errors. */
  readonly complaints: string[];
}

interface Fixtures {
  /** A folder of the test's own, removed afterwards. */
  readonly folder: string;
  readonly launch: (options?: LaunchOptions) => Promise<Launched>;
  /** The app on its start page. */
  readonly handoff: Launched;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright demands the pattern
  folder: async ({}, use) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "handoff-e2e-"));
    await use(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  },
  launch: async ({ folder }, use) => {
    const children: ChildProcess[] = [];
    await use(async (options = {}) => {
      const launched = await launchApp(folder, options);
      children.push(launched.app.process());
      return launched;
    });
    for (const child of children) await end(child);
    await expect.poll(() => segmentsOf(folder)).toEqual([]);
  },
  handoff: async ({ launch }, use) => {
    await use(await launch());
  },
});

export { expect };

async function launchApp(folder: string, options: LaunchOptions): Promise<Launched> {
  const state = path.join(folder, "state");
  if (options.remembered !== undefined) writeSettings(state, options.remembered);
  const isRoot = process.getuid?.() === 0;
  const app = await electron.launch({
    executablePath: process.env["HANDOFF_E2E_ELECTRON"] ?? "electron",
    args: [
      ...(isRoot ? ["--no-sandbox"] : []),
      "--log-level=3",
      repository,
      ...(options.flags ?? []),
    ],
    cwd: folder,
    env: {
      ...(process.env as Record<string, string>),
      HANDOFF_STATE_DIR: state,
      LANG: "en_US.UTF-8",
      ...options.env,
    },
  });
  const complaints: string[] = [];
  const page = await app.firstWindow();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.waitForLoadState("load");
  return { app, page, complaints };
}

function writeSettings(state: string, remembered: Partial<Remembered>): void {
  const { settings, lastSpec } = remembered;
  fs.mkdirSync(path.join(state, "app"), { recursive: true });
  const whole = {
    version: 1,
    settings: {
      theme: "light",
      language: "en",
      singleKeys: true,
      reducedMotion: "system",
      ...settings,
    },
    lastSpec: lastSpec ?? null,
    window: null,
  };
  fs.writeFileSync(path.join(state, "app", "settings.json"), JSON.stringify(whole));
}

/** Ends the app, whatever it is doing. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await exited;
  clearTimeout(timer);
}

/** Names in /dev/shm that belong to a run of this test: they carry the run's id, or its beginning. */
function segmentsOf(folder: string): string[] {
  const ids = runIds(folder).flatMap((id) => [id.replaceAll("-", "").slice(0, 16), id]);
  return fs
    .readdirSync("/dev/shm")
    .filter((name) => ids.some((id) => name.toLowerCase().includes(id.toLowerCase())));
}

/** Ids of all runs that the test's journal knows. */
export function runIds(folder: string): string[] {
  const file = path.join(folder, "state", "journal.ndjson");
  if (!fs.existsSync(file)) return [];
  const text = fs.readFileSync(file, "utf8");
  return [...new Set([...text.matchAll(/"runId":"([^"]+)"/g)].map((match) => match[1] ?? ""))];
}
