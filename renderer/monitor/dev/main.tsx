/**
 * The window over a simulated run, for looking at the Monitor without Electron. `vite serve renderer`, then
 * /monitor/dev/?devices=8&secondaries=4&buffers=64&rate=20000&theme=dark&language=pt-BR#/run/simulated.
 * Options: devices, secondaries, buffers, segment (buffers of one), rate (commands/s), kib (transfer size), sample,
 * direction=read, move (µs), bare (the Monitor without the shell), stopAt (seconds), prepare (seconds, then it stops).
 */
import { createRoot } from "react-dom/client";
import { useStore } from "zustand";
import { AppContext } from "../../app-context.ts";
import { createApp, type App } from "../../app.ts";
import { createBridge } from "../../bridge.ts";
import { ScriptedMain } from "../../dev/scripted-main.ts";
import { drawApp } from "../../draw.tsx";
import { LiveMonitor } from "../live-monitor.tsx";
import { SimulatedRun, usualPlan } from "./simulated-run.ts";

const query = new URLSearchParams(location.search);
const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);

const devices = number("devices", 3);
const transferSize = number("kib", 1_024) * 1_024;
const buffers = number("buffers", 24);
const simulated = new SimulatedRun({
  devices,
  transferSize,
  buffers,
  secondaries: number("secondaries", devices),
  commandsPerSecond: number("rate", usualPlan.commandsPerSecond),
  buffersPerSegment: number("segment", Math.max(8, Math.ceil(buffers / 16))),
  direction: query.get("direction") === "read" ? "read" : "write",
  ...(query.has("move") ? { moveUs: number("move", 0) } : {}),
});
const sampleEvery = number("sample", 1);
const traceMs = 20;
const runMs = 100;

/** Batches made beforehand, so that a measurement is of the page and not of the simulation. */
const prepared: { batch: ArrayBuffer; run: typeof simulated.run }[] = [];
for (let ms = 0; ms < number("prepare", 0) * 1000; ms += traceMs) {
  prepared.push({ batch: simulated.advance(traceMs, sampleEvery), run: simulated.run });
}

async function start(): Promise<void> {
  const main = new ScriptedMain();
  main.settings = {
    ...main.settings,
    theme: query.get("theme") === "dark" ? "dark" : "light",
    language: query.get("language") === "pt-BR" ? "pt-BR" : "en",
    reducedMotion: query.has("still") ? "on" : "system",
  };
  main.openRuns = [simulated.run];
  const app = await createApp(createBridge(main.connect(), () => ""));
  const root = createRoot(document.getElementById("root") ?? document.body);
  root.render(query.has("bare") ? <Bare app={app} /> : drawApp(app));
  document.documentElement.dataset["theme"] = main.settings.theme;
  const begunMs = performance.now();
  let sinceRunMs = 0;
  let passedMs = 0;
  Object.assign(window, { simulatedMs: () => passedMs });
  const timer = setInterval(() => {
    const ready = prepared.shift();
    const batch = ready?.batch ?? simulated.advance(traceMs, sampleEvery);
    const run = ready?.run ?? simulated.run;
    if (query.has("prepare") && ready === undefined) clearInterval(timer);
    main.sendTrace(run.runId, batch, sampleEvery);
    passedMs += traceMs;
    sinceRunMs += traceMs;
    if (sinceRunMs >= runMs) {
      sinceRunMs = 0;
      main.report(run);
    }
    if (performance.now() - begunMs > number("stopAt", 600) * 1000) clearInterval(timer);
  }, traceMs);
}

/** The Monitor alone. */
function Bare({ app }: { readonly app: App }): React.JSX.Element {
  const run = useStore(app.runs, (state) => state.byId["simulated"]);
  return (
    <AppContext value={app}>
      <main
        style={{ display: "flex", height: "100%", overflow: "auto", background: "var(--bg-1)" }}
      >
        {run !== undefined && <LiveMonitor run={run} />}
      </main>
    </AppContext>
  );
}

void start();
