/** The Inspector over a scripted main process: a chain with a gap, in both languages, and what it refuses. */
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type {
  BackupReport,
  BackupSetFacts,
  ChainStep,
  Inspection,
} from "../../electron/contract/inspection.ts";
import { FaultError } from "../../electron/contract/fault.ts";
import { ScriptedMain } from "../dev/scripted-main.ts";
import { renderApp, type Rendered } from "../test/render-app.tsx";

afterEach(cleanup);

const time = "2026-01-15T22:00:00";

function step(file: string, change: Partial<ChainStep>): ChainStep {
  return {
    file,
    files: [file],
    position: 1,
    backupSetId: file,
    databaseName: "Sales",
    type: "Log",
    firstLsn: "10",
    lastLsn: "20",
    backupStart: time,
    backupFinish: time,
    state: "used",
    isDamaged: false,
    ...change,
  };
}

function report({ file, type, firstLsn, lastLsn }: ChainStep): BackupReport {
  const set: BackupSetFacts = {
    position: 1,
    type,
    name: null,
    databaseName: "Sales",
    serverName: "SRV",
    machineName: "BOX",
    userName: "ana",
    softwareVersion: "16.0.1000",
    databaseVersion: 957,
    compatibilityLevel: 160,
    firstLsn,
    lastLsn,
    checkpointLsn: firstLsn,
    databaseBackupLsn: "0",
    differentialBaseLsn: null,
    differentialBaseId: null,
    backupStart: time,
    backupFinish: time,
    backupSize: 1_048_576,
    compressedBackupSize: null,
    backupSetId: file,
    familyId: "f",
    recoveryForkId: "r",
    collation: "Latin1_General_CI_AS",
    hasChecksums: false,
    isCopyOnly: false,
    complete: true,
    staleInFirstCopy: ["firstLsn"],
    files: [],
  };
  const structure = [{ type: "TAPE", at: 0, bytes: 1024, count: 1 }];
  return {
    file,
    bytes: 1024,
    container: "mtf",
    blockSize: 512,
    plainBytes: 1024,
    media: null,
    complete: true,
    damage: [],
    damageLeftOut: 0,
    sets: [set],
    structure,
    checks: null,
  };
}

const steps = [
  step("/b/full.bak", { type: "Database", state: "base" }),
  step("/b/late.trn", { firstLsn: "90", lastLsn: "99", state: "gap" }),
];
const withGap: Inspection = {
  files: steps.map(report),
  chain: {
    fits: false,
    words: [],
    databases: [
      {
        databaseName: "Sales",
        familyId: "f",
        fits: false,
        steps,
        gap: { afterLsn: "20", nextFirstLsn: "90", afterTime: time, beforeStep: 1 },
        restoresTo: [{ from: time, to: time, steps: [0] }],
      },
    ],
  },
};

async function open(main: ScriptedMain): Promise<Rendered> {
  main.chosen = ["/b/full.bak", "/b/late.trn"];
  const rendered = await renderApp(main, "/inspector");
  fireEvent.click(screen.getByRole("button", { name: /^(Choose files|Escolher arquivos)$/ }));
  return rendered;
}

it("shows a gap in the chain as picture, words and table", async () => {
  const main = new ScriptedMain();
  main.inspection = withGap;
  const { view } = await open(main);
  await screen.findByText(/Log is missing from LSN 20 to 90/);
  expect(view.container.querySelector(".chain-step.hole")?.textContent).toBe("gap");
  expect(screen.getByText(/They differ in firstLsn/)).toBeDefined();
  expect(
    screen.getByText(/RESTORE DATABASE \[Sales\] FROM DISK = N'\/b\/full\.bak'/),
  ).toBeDefined();
  fireEvent.keyDown(document.body, { key: "t" });
  const chain = within(screen.getByRole("region", { name: "Chain" }));
  expect(chain.getAllByRole("row")).toHaveLength(3);
  expect(chain.getByRole("cell", { name: /of no use: log before it is missing/ })).toBeDefined();
});

it("moves through the sets by arrows, and says the same in Portuguese", async () => {
  const main = new ScriptedMain();
  main.settings = { ...main.settings, language: "pt-BR" };
  main.inspection = withGap;
  await open(main);
  await screen.findByText(/Falta log do LSN 20 ao 90/);
  const sets = screen.getByRole("listbox", { name: "Conjuntos" });
  fireEvent.keyDown(sets, { key: "ArrowDown" });
  await waitFor(() =>
    expect(screen.getByRole("option", { selected: true }).textContent).toContain("late.trn"),
  );
});

it("says why files cannot be inspected, and keeps what it showed", async () => {
  const main = new ScriptedMain();
  main.inspection = withGap;
  await open(main);
  await screen.findByText(/Log is missing/);
  main.refusal = new FaultError("MEDIA_MISSING", { file: "/b/full.bak" });
  fireEvent.click(screen.getByRole("button", { name: "Verify" }));
  expect((await screen.findByRole("alert")).textContent).toContain("/b/full.bak does not exist");
  expect(screen.getByText(/Log is missing/)).toBeDefined();
});
