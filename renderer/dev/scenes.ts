/** Prepared situations to look at, by name. */
import { SimulatedRun } from "../monitor/dev/simulated-run.ts";
import {
  archiveSpec,
  doneRun,
  failedRun,
  journalAt,
  restoredRun,
  salesFiles,
  salesSpec,
  stoppedRun,
} from "./samples.ts";
import { fillServers } from "./sample-servers.ts";
import { ScriptedMain } from "./scripted-main.ts";

const gib = 2 ** 30;
const tickMs = 40;

function filled(): ScriptedMain {
  const main = new ScriptedMain();
  main.lastSpec = salesSpec;
  main.files = new Map(salesFiles.map((file) => [file.path, file]));
  main.folders = new Map([
    ["/backup/a", 812 * gib],
    ["/backup/b", 71 * gib],
    ["/backup/c", 640 * gib],
    ["/home/ana", 300 * gib],
  ]);
  main.journal = journalAt(Date.now());
  main.openRuns = [restoredRun];
  main.pastRuns = [doneRun, failedRun, stoppedRun];
  main.chosen = salesFiles.map((file) => file.path);
  main.chosenFolder = "/backup/a";
  return main;
}

/** Many runs, long names, 64 devices: what the layout must hold. */
function crowded(): ScriptedMain {
  const main = filled();
  const files = Array.from(
    { length: 64 },
    (_, index) => `/data/a-rather-long-folder-name/salesdw_stripe_${index + 1}.bak`,
  );
  main.lastSpec = {
    ...salesSpec,
    source: { kind: "replay", files },
    buffers: 512,
    secondaries: 8,
    targets: files.map((_, index) => `/backup/a/SalesDW_${index + 1}of64.bak.zst`),
  };
  for (const [index, path] of files.entries()) {
    const sample = salesFiles[index % 3];
    if (sample !== undefined)
      main.files.set(path, {
        ...sample,
        path,
        beginsWith: `TAPE, ${index + 1} of 64`,
        stripe: { index: index + 1, count: 64, setId: "s" },
      });
  }
  const lines = journalAt(Date.now());
  main.journal = Array.from({ length: 1_500 }, (_, index) => lines[index % lines.length])
    .filter((line) => line !== undefined)
    .map((line, index) => ({
      ...line,
      runId: `${line.runId}-${index}`,
      startedAtMs: line.startedAtMs - index * 3_600_000,
    }));
  return main;
}

function running(): ScriptedMain {
  const main = filled();
  const run = new SimulatedRun();
  main.openRuns = [run.run, restoredRun];
  setInterval(() => {
    const batch = run.advance(tickMs);
    main.sendTrace(run.run.runId, batch, 1);
  }, tickMs);
  setInterval(() => main.report(run.run), 100);
  return main;
}

export function sceneOf(name: string): ScriptedMain {
  switch (name) {
    case "empty":
      return new ScriptedMain();
    case "done": {
      const main = filled();
      main.openRuns = [doneRun, restoredRun];
      return main;
    }
    case "failed": {
      const main = filled();
      main.openRuns = [failedRun, restoredRun];
      return main;
    }
    case "stopped": {
      const main = filled();
      main.openRuns = [stoppedRun];
      return main;
    }
    case "restore": {
      const main = filled();
      main.lastSpec = archiveSpec;
      main.folders.set("/backup/a", 640 * gib);
      return main;
    }
    case "running":
      return running();
    case "servers": {
      const main = filled();
      fillServers(main.sql, Date.now());
      return main;
    }
    case "crowded":
      return crowded();
    default:
      return filled();
  }
}
