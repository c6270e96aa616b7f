import { FileClock } from "lucide-react";
import { useLocation } from "wouter";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSize } from "../ui/icons.ts";
import { openTrace } from "./trace-actions.ts";
import { TraceExport } from "./trace-export.tsx";

/** What can be done with the trace of a run that has ended. */
export function RunTraceActions({ runId }: { readonly runId: string }): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const [, navigate] = useLocation();
  return (
    <>
      <Button
        icon={<FileClock {...iconSize} />}
        label={w.openRun}
        onClick={() => void openTrace(app, { kind: "run", runId }, navigate)}
      >
        <span className="button-text">{w.openRun}</span>
      </Button>
      <TraceExport of={{ kind: "run", runId }} />
    </>
  );
}
