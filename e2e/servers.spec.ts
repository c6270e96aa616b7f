/**
 * The Servers pages in the real app against `handoff server` in a process of its own: added with a login, tested, watched;
 * its databases backed up through the published client library, alone and several in a row, and restored.
 */
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "@playwright/test";
import { expect, repository, test as base } from "./lib/app.ts";
import { violationsOf } from "./lib/axe.ts";
import { generatedBackup } from "./lib/jobs.ts";
import { doneHeading, expectHeading, goByKeys, runMsMax } from "./lib/pages.ts";
import { setSize, shoot } from "./lib/screens.ts";

const password = "Pa55 'quoted' word";
const library = path.join(repository, "build/Release/libsqlvdi.so");

interface SqlServer {
  readonly child: ChildProcess;
  readonly port: number;
}

interface Fixtures {
  /** Starts an embedded server of the test's own; ended afterwards. Port 0: any that is free. */
  readonly startServer: (port: number, ...databases: string[]) => Promise<SqlServer>;
}

const test = base.extend<Fixtures>({
  startServer: async ({ folder }, use) => {
    const children: ChildProcess[] = [];
    await use(async (port, ...databases) => {
      const server = await startSqlServer(path.join(folder, "sql"), port, databases);
      children.push(server.child);
      return server;
    });
    for (const child of children) await stop(child);
  },
});

async function startSqlServer(
  state: string,
  port: number,
  databases: readonly string[],
): Promise<SqlServer> {
  const generated = databases.flatMap((database) => ["--generate", database]);
  const program = path.join(repository, "dist/cli.cjs");
  const child = spawn(
    process.execPath,
    [program, "server", "--port", String(port), "--json", ...generated],
    {
      env: { ...process.env, HANDOFF_STATE_DIR: state, HANDOFF_SERVER_PASSWORD: password },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const listening = JSON.parse(line) as { port: number };
    return { child, port: listening.port };
  }
  throw new Error("The server ended before it listened.");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
}

/** Fills the dialog that adds a server, by its labels. */
async function fillLogin(page: Page, port: number, secret: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Add a server" });
  await dialog.getByLabel("Server", { exact: true }).fill(`127.0.0.1,${port}`);
  await dialog.getByLabel("Name here").fill("Sandbox");
  await dialog.getByLabel("User").fill("sa");
  await dialog.getByLabel("Password").fill(secret);
  await dialog.getByLabel("Encryption").selectOption("off");
  await dialog.getByLabel("Client library").fill(library);
}

/** Adds the server; where the system has no keyring the dialog says so, and it is added for this start only. */
async function addServer(page: Page, port: number): Promise<void> {
  await page.getByRole("link", { name: /^Servers/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await fillLogin(page, port, password);
  await submit(page);
  await expect(page.getByRole("heading", { level: 2, name: "Sandbox" })).toBeVisible();
}

async function submit(page: Page): Promise<void> {
  const add = page.getByRole("button", { name: "Add and test" });
  await add.click();
  const unsafe = page.getByText("The system offers no safe place");
  await expect(unsafe.or(page.getByRole("heading", { level: 2, name: "Sandbox" }))).toBeVisible();
  if (await unsafe.isVisible()) await add.click();
}

async function expectReady(page: Page): Promise<void> {
  const readiness = page.getByRole("region", { name: "Readiness" });
  await expect(readiness.getByText(/of \d+ in order/)).toBeVisible();
  await expect(readiness.getByRole("option", { name: /in order Login/ })).toBeVisible();
  await expect(readiness.getByRole("option", { name: /stand-in of Handoff/ })).toBeVisible();
}

async function chooseDatabase(page: Page, name: string): Promise<void> {
  await page.getByRole("row", { name: new RegExp(name) }).click();
}

async function backUpInto(page: Page, folder: string): Promise<void> {
  await page.getByLabel("Folder").fill(folder);
}

async function openView(page: Page, name: "Overview" | "Watch"): Promise<void> {
  await page.getByRole("link", { name: /^Servers/ }).click();
  await page.getByRole("link", { name: /^Sandbox/ }).click();
  await page.getByRole("radio", { name }).click();
}

test("a server is added, is ready, and a backup of it is confirmed, seen in its history and restored", async ({
  launch,
  folder,
  startServer,
}) => {
  const { port } = await startServer(0, "Sales=24M:3", "Ledger=8M:4");
  const media = path.join(folder, "media");
  fs.mkdirSync(media);
  const { page, complaints } = await launch();
  await addServer(page, port);
  await expectReady(page);
  expect(await violationsOf(page), "Overview").toEqual([]);
  await shoot(page, "servers-overview");

  await chooseDatabase(page, "Sales");
  await expect(page.getByText(/nothing: no full backup\. Back it up in full/)).toBeVisible();
  await page.getByRole("button", { name: "Back up…" }).click();
  await backUpInto(page, media);
  const statement = page.getByLabel("Statement, before it runs", { exact: true });
  await expect(statement).toContainText("BACKUP DATABASE [Sales]");
  await expect(statement).toContainText("COPY_ONLY");
  expect(await violationsOf(page), "Backup").toEqual([]);
  await shoot(page, "servers-backup");
  await page.getByRole("button", { name: /^Start backup/ }).click();
  await expectHeading(page, doneHeading);
  const [file = ""] = fs.readdirSync(media).filter((name) => name.endsWith(".bak"));
  expect(file).toMatch(/^Sales_full_\d{8}-\d{6}\.bak$/);

  await openView(page, "Watch");
  const history = page.getByRole("grid", { name: "History" });
  await expect(history.getByRole("row", { name: /Sales.*Full, copy.*Handoff/ })).toBeVisible();
  expect(await violationsOf(page), "Watch").toEqual([]);
  await shoot(page, "servers-watch");

  await history.getByRole("row", { name: /Sales/ }).click();
  await page.getByRole("button", { name: "Restore…" }).click();
  await expect(page.getByRole("textbox", { name: "Media" })).toHaveValue(path.join(media, file));
  await page.getByLabel("Database", { exact: true }).fill("Sales_again");
  await expect(statement).toContainText("RESTORE DATABASE [Sales_again]");
  expect(await violationsOf(page), "Restore").toEqual([]);
  await shoot(page, "servers-restore");
  await page.getByRole("button", { name: /^Start restore/ }).click();
  await expectHeading(page, /^Restore done/);
  await openView(page, "Overview");
  await expect(page.getByRole("row", { name: /Sales_again/ })).toBeVisible();
  expect(complaints).toEqual([]);
  expect(everythingIn(path.join(folder, "state"))).not.toContain(password);
});

test("several databases are backed up in a row, and the statement of each can be read before", async ({
  launch,
  folder,
  startServer,
}) => {
  const { port } = await startServer(0, "One=8M:1", "Two=8M:2", "Three=8M:3");
  const media = path.join(folder, "media");
  fs.mkdirSync(media);
  const { page } = await launch();
  await addServer(page, port);
  const grid = page.getByRole("grid", { name: "Databases" });
  await grid.focus();
  await expect(grid.getByRole("row", { name: /One/ })).toBeVisible();
  for (const key of ["Home", " ", "ArrowDown", " ", "ArrowDown", " "])
    await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Back up 3 databases" })).toBeVisible();
  await backUpInto(page, media);
  await page.getByLabel("At a time").fill("2");
  const statement = page.getByLabel("Statement, before it runs", { exact: true });
  await expect(statement).toContainText("BACKUP DATABASE [One]");
  await page.getByRole("combobox", { name: "Statement of" }).selectOption("Two");
  await expect(statement).toContainText("BACKUP DATABASE [Two]");
  await page.keyboard.press("Control+Enter");
  await expect(
    page.getByRole("heading", { level: 3, name: "3 of 3 databases finished" }),
  ).toBeVisible({ timeout: runMsMax });
  expect(fs.readdirSync(media).filter((name) => name.endsWith(".bak"))).toHaveLength(3);
  expect(await violationsOf(page)).toEqual([]);
  await shoot(page, "servers-plan");
  await page.getByRole("button", { name: "Take this list away" }).click();
  await expect(page.getByRole("heading", { level: 3, name: /databases finished/ })).toHaveCount(0);
});

test("wrong passwords and killed servers are said with a next step, and watching goes on once one is back", async ({
  launch,
  startServer,
}) => {
  const { port, child } = await startServer(0, "Sales=8M:3");
  const { page } = await launch();
  await page.getByRole("link", { name: /^Servers/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await fillLogin(page, port, "not this one");
  await page.getByRole("button", { name: "Add and test" }).click();
  await expect(page.getByText(/refused the login of sa.*Check user, password/)).toBeVisible();
  expect(await violationsOf(page), "wrong password").toEqual([]);
  await shoot(page, "servers-wrong-password");
  await page.getByLabel("Password").fill(password);
  await submit(page);
  await expectReady(page);

  await page.getByRole("radio", { name: "Watch" }).click();
  await expect(page.getByText("Nothing is backed up or restored now")).toBeVisible();
  child.kill("SIGKILL");
  const running = page.getByRole("region", { name: "Running now" });
  await expect(running.getByRole("alert")).toContainText("The server does not answer");
  await expect(running.getByRole("alert")).toContainText(/Check its name and port/);
  expect(await violationsOf(page), "killed").toEqual([]);
  await shoot(page, "servers-killed");
  await page.getByRole("radio", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Test again" }).first().click();
  const readiness = page.getByRole("region", { name: "Readiness" });
  await expect(readiness.getByRole("option", { name: /to fix Login/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Sandbox.*No answer/ })).toBeVisible();
  await shoot(page, "servers-offline");

  await page.getByRole("radio", { name: "Watch" }).click();
  await expect(running.getByRole("alert")).toBeVisible();
  await startServer(port, "Sales=8M:3");
  await expect(page.getByText("Nothing is backed up or restored now")).toBeVisible();
  await page.getByRole("radio", { name: "Overview" }).click();
  await expect(page.getByRole("row", { name: /Sales/ })).toBeVisible();
  await expectReady(page);
});

test("a backup that goes on is seen by whoever watches the server, with its progress and its run", async ({
  launch,
  folder,
  startServer,
}) => {
  // Larger and packed harder than any machine is through with before it was looked at.
  const { port } = await startServer(0, "Large=2G:5");
  const { page } = await launch();
  await addServer(page, port);
  await page.getByRole("row", { name: /Large/ }).dblclick();
  await backUpInto(page, folder);
  await page.getByRole("radio", { name: "zstd" }).click();
  await page.getByRole("combobox", { name: "Level" }).selectOption("19");
  await expect(page.getByLabel("Statement, before it runs", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: "Abort" })).toBeVisible();
  await openView(page, "Watch");
  const row = page.getByRole("grid", { name: "Running now" }).getByRole("row", { name: /Large/ });
  await expect(row).toContainText("BACKUP DATABASE");
  await expect(row).toContainText("sa");
  await expect(row.getByRole("progressbar")).toBeVisible();
  expect(await violationsOf(page), "running").toEqual([]);
  await shoot(page, "servers-running");
  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Abort" }).click();
  await expectHeading(page, /stopped by you/);
});

test("a server is forgotten with its password, and the embedded one stays", async ({
  launch,
  startServer,
}) => {
  const { port } = await startServer(0, "Sales=8M:3");
  const { page } = await launch();
  await goByKeys(page, "s", "Servers");
  await expect(page.getByRole("link", { name: /^Embedded server/ })).toBeVisible();
  expect(await violationsOf(page), "empty").toEqual([]);
  await shoot(page, "servers-empty");
  await addServer(page, port);
  await page.getByRole("button", { name: "Login…" }).click();
  const dialog = page.getByRole("dialog", { name: "Login of Sandbox" });
  await expect(dialog.getByLabel("Password")).toHaveValue("");
  await dialog.getByRole("button", { name: "Forget the password" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("no password is kept")).toBeVisible();
  await page.getByRole("button", { name: "Remove Sandbox" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("link", { name: /^Sandbox/ })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 2, name: "Embedded server" })).toBeVisible();
});

test("the statement of a job of the embedded server can be read before it runs as well", async ({
  launch,
  folder,
}) => {
  const { page } = await launch({ remembered: { lastSpec: generatedBackup(folder) } });
  await page.getByRole("radio", { name: "Statement" }).click();
  const statement = page.getByLabel("Statement, before it runs", { exact: true });
  await expect(statement).toContainText("BACKUP DATABASE [base-1]");
  await expect(statement).toContainText("BUFFERCOUNT = 8");
  expect(await violationsOf(page)).toEqual([]);
});

test("dark, small and in Portuguese, all of it fits", async ({ launch, folder, startServer }) => {
  const { port } = await startServer(0, "Vendas=8M:3", "Contas=8M:4");
  const { app, page } = await launch({
    remembered: { settings: { theme: "dark", language: "pt-BR" } },
  });
  await setSize(app, page, "small");
  await expectHeading(page, "Nova tarefa");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Adicionar servidor");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Adicionar servidor" });
  await dialog.getByLabel("Servidor", { exact: true }).fill(`127.0.0.1,${port}`);
  await dialog.getByLabel("Usuário").fill("sa");
  await dialog.getByLabel("Senha").fill(password);
  await dialog.getByRole("switch", { name: "Guardar" }).click();
  await dialog.getByLabel("Criptografia").selectOption("off");
  await dialog.getByLabel("Biblioteca cliente").fill(library);
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("region", { name: "Prontidão" }).getByText(/em ordem$/),
  ).toBeVisible();
  await expect(page.getByRole("row", { name: /Vendas/ })).toBeVisible();
  expect(await violationsOf(page), "Visão geral").toEqual([]);
  await shoot(page, "servers-pt-overview");
  await page.getByRole("row", { name: /Vendas/ }).dblclick();
  await page.getByLabel("Pasta").fill(folder);
  await expect(page.getByText("BACKUP DATABASE [Vendas]")).toBeVisible();
  expect(await violationsOf(page), "Backup").toEqual([]);
  await shoot(page, "servers-pt-backup");
});

/** All text that the app wrote into its state folder, settings and journal and traces included. */
function everythingIn(folder: string): string {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
