import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { FaultError } from "../../electron/contract/fault.ts";
import {
  doneRun,
  failedRun,
  fileInfo,
  journalAt,
  restoredRun,
  salesFiles,
  salesSpec,
} from "../dev/samples.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { renderApp } from "../test/render-app.tsx";

afterEach(cleanup);

const gib = 2 ** 30;
const running = {
  ...doneRun,
  runId: "going",
  database: "Orders",
  phase: "data" as const,
  result: null,
};

function filled(): ScriptedMain {
  const main = new ScriptedMain();
  main.lastSpec = salesSpec;
  main.files = new Map(salesFiles.map((file) => [file.path, file]));
  main.folders = new Map([
    ["/backup/a", 812 * gib],
    ["/backup/b", 71 * gib],
    ["/backup/c", 640 * gib],
  ]);
  main.journal = journalAt(Date.now());
  return main;
}

describe("New job", () => {
  it("starts what the form says, by Ctrl+Enter, and shows the run", async () => {
    const { main, path } = await renderApp(filled());
    await screen.findByText("64 of 71 GiB free");
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(path()).toBe("/run/started"));
    expect(main.callsOf("startRun")).toEqual([{ spec: salesSpec }]);
  });

  it("says why it cannot start, and offers the demo when nothing ran yet", async () => {
    const { main, path } = await renderApp(new ScriptedMain());
    const start = await screen.findByRole("button", { name: /Start backup/ });
    expect(start.getAttribute("aria-disabled")).toBe("true");
    expect(
      screen.getAllByText("Choose the recorded streams, one file for each device.").length,
    ).toBeGreaterThan(0);
    fireEvent.click(start);
    expect(main.callsOf("startRun")).toEqual([]);
    fireEvent.click(await screen.findByRole("button", { name: "Run the demo" }));
    await waitFor(() => expect(path()).toBe("/run/started"));
  });

  it("takes chosen files, inspects them and names their media", async () => {
    const main = new ScriptedMain();
    main.chosen = ["/data/orders_2.bak", "/data/orders_1.bak"];
    for (const [index, path] of ["/data/orders_1.bak", "/data/orders_2.bak"].entries()) {
      main.files.set(
        path,
        fileInfo(path, {
          bytes: gib,
          beginsWith: `TAPE, ${index + 1} of 2`,
          stripe: { index: index + 1, count: 2, setId: "s" },
        }),
      );
    }
    main.folders.set("/home/ana", 300 * gib);
    const { app } = await renderApp(main);
    fireEvent.click(screen.getByRole("button", { name: "Choose files…" }));
    await screen.findByText("TAPE, 2 of 2");
    // Named out of order: once the stripes are known they stand in order.
    await waitFor(() =>
      expect(app.form.getState().files).toEqual(["/data/orders_1.bak", "/data/orders_2.bak"]),
    );
    expect(screen.getByLabelText<HTMLInputElement>("File of device 1").value).toBe(
      "/home/ana/orders_1of2.bak.zst",
    );
  });

  it("shows a refusal with its remedy", async () => {
    const main = filled();
    main.refusal = new FaultError("TARGET_EXISTS", { file: "/backup/a/x" });
    await renderApp(main);
    await screen.findByText("64 of 71 GiB free");
    fireEvent.click(screen.getByRole("button", { name: /Start backup/ }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "/backup/a/x exists already. Choose another name",
    );
  });

  it("starts nothing while a run is going on", async () => {
    const main = filled();
    main.openRuns = [running];
    await renderApp(main);
    expect(await screen.findByText("A run is going on. One set at a time.")).toBeTruthy();
  });
});

describe("the frame", () => {
  it("finds and runs commands in the palette; disabled ones say why", async () => {
    const { path } = await renderApp(filled());
    fireEvent.keyDown(window, { key: "k", ctrlKey: true });
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    const input = within(dialog).getByRole("combobox");
    expect(within(dialog).getAllByText("No run is shown.").length).toBeGreaterThan(0);
    await userEvent.type(input, "sett{Enter}");
    expect(path()).toBe("/settings");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("finds runs of the journal in the palette once they are searched for", async () => {
    const main = filled();
    const { path } = await renderApp(main);
    const past = main.journal[0];
    fireEvent.keyDown(window, { key: "k", ctrlKey: true });
    const dialog = await screen.findByRole("dialog", { name: "Commands" });
    expect(within(dialog).queryByText(/^Go to .* of /)).toBeNull();
    await userEvent.type(within(dialog).getByRole("combobox"), `go to ${past?.database} of{Enter}`);
    expect(path()).toMatch(/^\/run\//);
    expect(main.journal.map(({ runId }) => `/run/${runId}`)).toContain(path());
  });

  it("goes by single keys, unless they are switched off or text is typed", async () => {
    const main = filled();
    const { app, path } = await renderApp(main);
    fireEvent.keyDown(screen.getByLabelText("File of device 1"), { key: "g" });
    fireEvent.keyDown(screen.getByLabelText("File of device 1"), { key: "r" });
    expect(path()).toBe("/");
    fireEvent.keyDown(document.body, { key: "g" });
    fireEvent.keyDown(document.body, { key: "r" });
    expect(path()).toBe("/runs");
    fireEvent.keyDown(window, { key: "n", ctrlKey: true });
    app.settings.setState((state) => ({ settings: { ...state.settings, singleKeys: false } }));
    fireEvent.keyDown(document.body, { key: "g" });
    fireEvent.keyDown(document.body, { key: "r" });
    expect(path()).toBe("/");
  });

  it("goes round the regions by F6", async () => {
    await renderApp(filled());
    fireEvent.keyDown(window, { key: "F6" });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Navigation");
    fireEvent.keyDown(window, { key: "F6" });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Content");
    fireEvent.keyDown(window, { key: "F6", shiftKey: true });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Navigation");
  });

  it("asks once before it aborts", async () => {
    const main = filled();
    main.openRuns = [running];
    await renderApp(main, "/run/going");
    fireEvent.keyDown(window, { key: ".", ctrlKey: true });
    const dialog = await screen.findByRole("alertdialog", { name: "Abort Orders?" });
    expect(main.callsOf("abortRun")).toEqual([]);
    fireEvent.click(within(dialog).getByRole("button", { name: "Abort" }));
    await waitFor(() => expect(main.callsOf("abortRun")).toEqual([{ runId: "going" }]));
  });

  it("changes theme and language at once and keeps them", async () => {
    const { main } = await renderApp(filled(), "/settings");
    fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    fireEvent.click(screen.getByRole("radio", { name: "Português" }));
    expect(screen.getByRole("heading", { name: "Configurações" })).toBeTruthy();
    await waitFor(() => expect(main.callsOf("setSettings")).toHaveLength(2));
    expect(main.settings).toMatchObject({ theme: "dark", language: "pt-BR" });
  });

  it("says that the main process is gone", async () => {
    const { main } = await renderApp(filled());
    main.disconnect();
    expect(await screen.findByText("The main process does not answer")).toBeTruthy();
  });

  it("follows what the main process asks for", async () => {
    const { main, path } = await renderApp(filled());
    main.request("openRun", "done");
    await waitFor(() => expect(path()).toBe("/run/done"));
    main.request("openSettings");
    await waitFor(() => expect(path()).toBe("/settings"));
  });
});

describe("a run", () => {
  it("that ended well shows verdict, files and what may follow", async () => {
    const main = filled();
    main.openRuns = [doneRun];
    const { path } = await renderApp(main, "/run/done");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "Backup done, and the server confirmed it",
    );
    expect(screen.getByText("SalesDW_2of3.bak.zst")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Show files" }));
    await waitFor(() =>
      expect(main.callsOf("showInFolder")).toEqual([{ path: "/backup/a/SalesDW_1of3.bak.zst" }]),
    );
    fireEvent.click(screen.getByRole("button", { name: "Verify" }));
    await waitFor(() => expect(path()).toBe("/run/started"));
    expect(main.callsOf("startRun")[0]).toMatchObject({
      spec: { kind: "restore", sink: { kind: "compare" } },
    });
  });

  it("that failed shows its first cause and remedies that work", async () => {
    const main = filled();
    main.openRuns = [failedRun];
    main.chosenFolder = "/mnt/large";
    const { app, path } = await renderApp(main, "/run/failed");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(
      "Backup failed: the volume of device 2 is full",
    );
    expect(screen.getAllByText("ERROR_DISK_FULL")).toHaveLength(1);
    fireEvent.click(screen.getByRole("button", { name: "Copy for a ticket" }));
    await waitFor(() => expect(main.callsOf("copyText")).toHaveLength(1));
    fireEvent.click(screen.getByRole("button", { name: /Remove 121 GiB/ }));
    await waitFor(() => expect(main.callsOf("removeFiles")).toEqual([{ runId: "failed" }]));
    fireEvent.keyDown(window, { key: "e", ctrlKey: true });
    await waitFor(() => expect(main.callsOf("exportReport")).toHaveLength(1));
    fireEvent.click(screen.getByRole("button", { name: "Change folder…" }));
    await waitFor(() => expect(path()).toBe("/"));
    expect(app.form.getState().targets[1]).toBe("/mnt/large/SalesDW_2of3.bak.zst");
  });

  it("of the past is read from the journal, or said to be missing", async () => {
    const main = filled();
    main.pastRuns = [restoredRun];
    const first = await renderApp(main, "/run/restored");
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(
      "Restore done: every byte is equal",
    );
    first.view.unmount();
    await renderApp(filled(), "/run/nobody");
    expect(await screen.findByText("This run is not in the journal")).toBeTruthy();
  });

  it("appears when the main process reports it, and leaves when it is closed", async () => {
    const { main } = await renderApp(filled());
    main.report(running);
    const navigation = screen.getByRole("navigation");
    await within(navigation).findAllByText("Orders");
    main.report({ ...doneRun, runId: "going", database: "Orders" });
    fireEvent.click(await within(navigation).findByRole("button", { name: "Close this run" }));
    await waitFor(() => expect(main.callsOf("closeRun")).toEqual([{ runId: "going" }]));
    await waitFor(() => expect(within(navigation).queryAllByText("Orders")).toEqual([]));
  });
});
