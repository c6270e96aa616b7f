import { useState } from "react";
import { useStore } from "zustand";
import type { OpenTrace } from "../../electron/contract/trace-calls.ts";
import { useWords } from "../app-context.ts";
import { createSelection } from "../monitor/selection.ts";
import type { Span } from "../timeline/lanes.ts";
import type { TraceModel } from "../timeline/trace-model.ts";
import { SegmentedControl } from "../ui/button.tsx";
import { TraceTimeline } from "./trace-timeline.tsx";
import { useTraceModel } from "./use-trace-model.ts";

const alignments = ["begin", "command"] as const;
type Alignment = (typeof alignments)[number];

/** Two timelines on one axis: aligned where they begin, or where the chosen command does, which both show. */
export function CompareTimelines({
  first,
  second,
}: {
  readonly first: OpenTrace;
  readonly second: OpenTrace;
}): React.JSX.Element {
  const { traces: w } = useWords();
  const [alignment, setAlignment] = useState<Alignment>("begin");
  const [span, setSpan] = useState<Span | null>(null);
  const [selection] = useState(createSelection);
  const command = useStore(selection, (state) => state.command);
  const readings = [useTraceModel(first), useTraceModel(second)] as const;
  const [modelA, modelB] = [readings[0].model, readings[1].model];
  const isByCommand = alignment === "command" && command !== null;
  const laterNs = isByCommand ? laterInSecond(modelA, modelB, command) : 0;
  // The axis is the first trace's own: another command moves the second one only.
  const both = [
    { trace: first, reading: readings[0], originNs: modelA.firstNs, name: w.a },
    {
      trace: second,
      reading: readings[1],
      originNs: modelB.firstNs + (laterNs ?? 0),
      name: w.b,
    },
  ];
  const whole = {
    fromNs: Math.min(...both.map(({ reading, originNs }) => reading.model.firstNs - originNs)),
    toNs: Math.max(1_000, ...both.map(({ reading, originNs }) => reading.model.lastNs - originNs)),
  };
  return (
    <div className="compare-timelines">
      <div className="trace-bar">
        <SegmentedControl
          label={w.alignedBy}
          value={alignment}
          options={alignments.map((value) => ({ value, text: w.alignments[value] }))}
          onChange={setAlignment}
        />
        <span className="caption" role="status">
          {alignment === "command" ? (laterNs === null ? w.notInBoth : w.alignedByCommand) : ""}
        </span>
      </div>
      {both.map(({ trace, reading, originNs, name }) => (
        <section key={name} className="pane" aria-label={w.timelineOf(name)}>
          <TraceTimeline
            info={trace.info}
            {...{ reading, selection, name }}
            link={{ span: span ?? whole, setSpan, whole, originNs }}
          />
        </section>
      ))}
    </div>
  );
}

interface CommandName {
  readonly device: number;
  readonly sequence: number;
}

/** By how much later after its trace's begin a command comes in `b` than in `a`, ns; null where one has it not. */
function laterInSecond(a: TraceModel, b: TraceModel, command: CommandName): number | null {
  const [inA, inB] = [beginOf(a, command), beginOf(b, command)];
  return inA === 0 || inB === 0 ? null : inB - b.firstNs - (inA - a.firstNs);
}

/** When a command began, ns; 0 where it is not kept. */
function beginOf(model: TraceModel, { device, sequence }: CommandName): number {
  const ring = model.devices[device];
  const ordinal = ring?.ordinalOf(sequence) ?? -1;
  return ring?.startOf(ordinal) ?? 0;
}
