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
  const both = [first, second].map((trace, index) => {
    const reading = index === 0 ? readings[0] : readings[1];
    const { model } = reading;
    const chosenNs = alignment === "command" && command !== null ? beginOf(model, command) : 0;
    const originNs = chosenNs === 0 ? model.firstNs : chosenNs;
    return { trace, reading, originNs, name: index === 0 ? w.a : w.b };
  });
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
        <span className="caption">{alignment === "command" ? w.alignedByCommand : ""}</span>
      </div>
      {both.map(({ trace, reading, originNs, name }) => (
        <section key={name} className="pane" aria-label={w.timelineOf(name)}>
          <TraceTimeline
            info={trace.info}
            {...{ reading, selection, name }}
            link={{ span: span ?? whole, setSpan, originNs }}
          />
        </section>
      ))}
    </div>
  );
}

/** When a command began, ns; 0 where it is not kept. */
function beginOf(
  model: TraceModel,
  { device, sequence }: { readonly device: number; readonly sequence: number },
): number {
  const ring = model.devices[device];
  const ordinal = ring?.ordinalOf(sequence) ?? -1;
  return ring === undefined || ordinal < ring.oldest || ordinal >= ring.end
    ? 0
    : ring.startOf(ordinal);
}
