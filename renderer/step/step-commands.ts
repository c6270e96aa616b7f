/** Commands of step and slow motion for keys, menus and the palette: they ask the debugger of the shown run. */
import type { Run } from "../../electron/contract/run.ts";
import { holdStages, type ControlAction } from "../../electron/contract/step.ts";
import type { App } from "../app.ts";
import type { Words } from "../words/words.ts";
import { askControl } from "./use-control.ts";

/** As the shell's commands are. */
interface StepCommand {
  readonly id: string;
  readonly title: string;
  readonly icon: "play" | "stop" | "runs";
  readonly keys: string;
  readonly disabledReason: string | null;
  readonly run: () => void;
}

interface StepCommandContext {
  readonly app: App;
  readonly words: Words;
  /** The run that is shown; undefined on other pages. */
  readonly run: Run | undefined;
  readonly navigate: (path: string) => void;
}

/** Slow motion from the palette. */
const slowCommandsPerSecond = 2;

export function stepCommands({ app, words, run, navigate }: StepCommandContext): StepCommand[] {
  const { step, compare } = words;
  const why = run === undefined ? step.whyNoRun : run.result === null ? null : step.whyEnded;
  const ask = (action: ControlAction) => (): void => {
    if (run !== undefined) void askControl(app, run.runId, action);
  };
  const all: [
    id: string,
    title: string,
    icon: StepCommand["icon"],
    keys: string,
    action: ControlAction,
  ][] = [
    [
      "stepPause",
      `${step.title}: ${step.pause}`,
      "stop",
      "",
      { kind: "pause", stages: [...holdStages] },
    ],
    ["stepOn", `${step.title}: ${step.step}`, "play", "F10", { kind: "step" }],
    ["stepRun", `${step.title}: ${step.run}`, "play", "F5", { kind: "run" }],
    [
      "stepCommand",
      `${step.title}: ${step.nextCommand}`,
      "play",
      "Shift F10",
      { kind: "runTo", target: { kind: "command" } },
    ],
    [
      "stepFlush",
      `${step.title}: ${step.nextFlush}`,
      "play",
      "",
      { kind: "runTo", target: { kind: "flush" } },
    ],
    [
      "stepSlow",
      `${step.slow}: ${step.perSecond(String(slowCommandsPerSecond))}`,
      "play",
      "",
      { kind: "slow", commandsPerSecond: slowCommandsPerSecond },
    ],
  ];
  return [
    ...all.map(([id, title, icon, keys, action]) => ({
      id,
      title,
      icon,
      keys,
      disabledReason: why,
      run: ask(action),
    })),
    {
      id: "openCompare",
      title: compare.title,
      icon: "runs",
      keys: "",
      disabledReason: null,
      run: () => navigate("/compare"),
    },
  ];
}
