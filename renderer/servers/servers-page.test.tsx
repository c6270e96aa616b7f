import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { salesSpec } from "../dev/samples.ts";
import { fillServers, prodId, samplePlan } from "../dev/sample-servers.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { renderApp } from "../test/render-app.tsx";
import { repeatOnServer } from "./repeat-on-server.ts";
import { backupSpecOf, emptyBackupForm, emptyRestoreForm, restoreSpecOf } from "./server-job.ts";

afterEach(cleanup);

function filled(): ScriptedMain {
  const main = new ScriptedMain();
  fillServers(main.sql, Date.now());
  return main;
}

describe("the Servers pages", () => {
  it("list the embedded server first, which works without anything", async () => {
    await renderApp(filled(), "/servers");
    const links = within(screen.getByRole("navigation", { name: "Servers" })).getAllByRole("link");
    expect(links.map((link) => link.textContent)).toEqual([
      expect.stringMatching(/^Embedded server/),
      expect.stringMatching(/^SQLPROD02/),
      expect.stringMatching(/^SQLPROD02\\LEDGER/),
      expect.stringMatching(/^lnx-sql-01/),
    ]);
    expect(screen.getByRole("heading", { level: 2, name: "Embedded server" })).toBeTruthy();
  });

  it("say of each failed item what to do, with the text to copy", async () => {
    const { main } = await renderApp(filled(), `/servers/${prodId}`);
    const user = userEvent.setup();
    const item = await screen.findByRole("option", { name: /to fix Group of the server/ });
    expect(screen.getByText(/ALTER SERVER ROLE sysadmin/)).toBeTruthy();
    await user.click(item);
    await user.click(screen.getByRole("button", { name: /^Copy: Run this in a shell/ }));
    expect(main.callsOf("copyText")).toEqual([{ text: "sudo usermod -aG mssql ana" }]);
    expect(screen.getByRole("link", { name: /^SQLPROD02.*2 to fix/ })).toBeTruthy();
  });

  it("hand a typed password over once and never fill it in again", async () => {
    const main = filled();
    main.sql.test = {
      kind: "reached",
      ms: 3,
      facts: {
        name: "SQL09",
        version: "16.0",
        edition: "Developer",
        platform: "Linux",
        isSysadmin: true,
        login: "sa",
        isEmbedded: false,
      },
    };
    const { path } = await renderApp(main, "/servers/add");
    const user = userEvent.setup();
    await user.type(screen.getByLabelText("Server"), "sql09");
    await user.click(screen.getByRole("button", { name: "Add and test" }));
    expect(screen.getByText("Name the user.")).toBeTruthy();
    await user.type(screen.getByLabelText("User"), "sa");
    const field = screen.getByLabelText("Password");
    expect(field.getAttribute("type")).toBe("password");
    await user.type(field, "hunter-2");
    await user.click(screen.getByRole("button", { name: "Add and test" }));
    await waitFor(() => expect(path()).toMatch(/^\/servers\/[0-9a-f-]{36}$/));
    const secret = { kind: "set", secret: "hunter-2", where: "keyring" };
    expect(main.callsOf("saveServer")).toEqual([
      { server: expect.objectContaining({ name: "sql09", host: "sql09" }) as unknown, secret },
    ]);
  });

  it("count a plan's databases as they end, and say why one failed", async () => {
    const main = filled();
    main.sql.plans = [];
    await renderApp(main, `/servers/${prodId}/watch`);
    const plan = samplePlan(Date.now());
    main.sendPlan(plan);
    expect(await screen.findByRole("heading", { name: "2 of 4 databases finished" })).toBeTruthy();
    main.sendPlan({ ...plan, finished: 3 });
    expect(await screen.findByRole("heading", { name: "3 of 4 databases finished" })).toBeTruthy();
    expect(screen.getByText("1 failed")).toBeTruthy();
  });

  it("take a run of theirs that is repeated, with all that its form can say", async () => {
    const main = filled();
    const { app } = await renderApp(main, "/runs");
    const [server] = main.sql.servers;
    const form = { ...emptyBackupForm("/b"), devices: 3, codec: "zstd", level: 5 } as const;
    const spec = backupSpecOf(form, server!.server, "Ledger", 0);
    expect(repeatOnServer(app, spec)).toBe(`/servers/${prodId}/backup`);
    expect(app.servers.getState().ticked[prodId]).toEqual(["Ledger"]);
    expect(app.servers.getState().nextBackup).toEqual(form);
    const restored = { ...emptyRestoreForm(["/b/x.bak"]), database: "y", isReplaced: true };
    const restore = restoreSpecOf(restored, server!.server, []);
    expect(repeatOnServer(app, restore)).toBe(`/servers/${prodId}/restore`);
    expect(app.servers.getState().nextRestore).toEqual(restored);
    expect(repeatOnServer(app, salesSpec)).toBeNull();
  });

  it("ask what runs only while that is shown", async () => {
    const main = filled();
    await renderApp(main, `/servers/${prodId}/watch`);
    await waitFor(() => expect(main.callsOf("activity").length).toBeGreaterThan(1));
    await userEvent.setup().click(screen.getByRole("radio", { name: "Overview" }));
    await screen.findByRole("region", { name: "Databases" });
    const asked = main.callsOf("activity").length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(main.callsOf("activity").length).toBe(asked);
  });
});
