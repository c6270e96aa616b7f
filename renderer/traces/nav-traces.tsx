import { X } from "lucide-react";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { closeTrace } from "./trace-actions.ts";
import { nameOfTrace } from "./traces-store.ts";

/** The open traces, under their list. */
export function NavTraces(): React.JSX.Element {
  const app = useApp();
  const { traces: w } = useWords();
  const format = useFormat();
  const [path, navigate] = useLocation();
  const open = useStore(app.traces, (state) => state.open);
  const close = async (traceId: string): Promise<void> => {
    await closeTrace(app, traceId);
    if (path.includes(traceId)) navigate("/traces");
  };
  return (
    <>
      {open.map((trace) => {
        const to = `/trace/${trace.traceId}`;
        const clock = format.clockShort(trace.info.header.startedAtMs);
        return (
          <div key={trace.traceId} className="nav-trace">
            <Link
              to={to}
              className="nav-item sub"
              aria-current={path === to ? "page" : undefined}
              data-tip={trace.info.path}
            >
              <span className="ellipsis">
                {nameOfTrace(trace)}, {clock}
              </span>
            </Link>
            <Button
              size="small"
              tone="quiet"
              label={w.close}
              icon={<X {...iconSmall} />}
              onClick={() => void close(trace.traceId)}
            />
          </div>
        );
      })}
    </>
  );
}
