import type { ReactNode } from "react";
import type { Run, RunProcess } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { Owner } from "../ui/owner.ts";
import { isPacked } from "./figures.tsx";
import { place } from "./diagram-parts.ts";
import type { DiagramLayout } from "./diagram-layout.ts";

interface DiagramHeadProps {
  readonly run: Run;
  readonly layout: DiagramLayout;
}

/** Names over the columns: processes with sign and pid, rails with the method that they stand for. */
export function DiagramHead({ run, layout }: DiagramHeadProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { columns, isCompact } = layout;
  const w = words.monitor.diagram;
  const isRestore = run.spec.kind === "restore";
  const codec = run.spec.kind === "backup" ? codecText(run.spec.codec) : "";
  const plain = run.devices.reduce((sum, device) => sum + device.plainBytes, 0);
  const stored = run.devices.reduce((sum, device) => sum + device.storedBytes, 0);
  const ratio = stored > 0 && isPacked(run) ? format.ratio(plain, stored) : "";
  return (
    <div className="handoff-head">
      <div className="process-head" style={place(columns.server)}>
        <ProcessTitle
          owner={{ kind: "server" }}
          name={words.parts.server}
          process={processOf(run, "server")}
          isCompact={isCompact}
        />
      </div>
      <RailHead
        span={columns.commandRail}
        name={w.command}
        method={isCompact ? "" : "GetCommand"}
      />
      <div className="process-head" style={place(columns.primary)}>
        <ProcessTitle
          owner={{ kind: "primary" }}
          name={words.parts.primary}
          process={processOf(run, "primary")}
          isCompact={isCompact}
        />
      </div>
      <RailHead
        span={columns.handleRail}
        name={w.handle}
        method={isCompact ? "" : "GetBufferHandle"}
      />
      <div className="column-head secondaries-head" style={place(columns.secondaries)}>
        <h2>{words.parts.secondaries}</h2>
        {!isCompact && <code>MapBufferHandle</code>}
      </div>
      <RailHead
        span={columns.bytesRail}
        name={w.bytes}
        method={isCompact ? "" : isRestore ? w.read : w.write}
      />
      <div className="column-head" style={place(columns.media)}>
        <h2>{words.parts.media}</h2>
        {!isCompact && (
          <span className="caption">{[codec, ratio].filter((text) => text !== "").join(", ")}</span>
        )}
      </div>
    </div>
  );
}

interface RailHeadProps {
  readonly span: { readonly left: number; readonly width: number };
  readonly name: string;
  readonly method: string;
}

function RailHead({ span, name, method }: RailHeadProps): React.JSX.Element {
  return (
    <div className="rail-head" style={place(span)}>
      <b>{name}</b>
      {method !== "" && <code>{method}</code>}
    </div>
  );
}

interface ProcessTitleProps {
  readonly owner: Owner;
  readonly name: string;
  readonly process: RunProcess | undefined;
  readonly isCompact: boolean;
}

function ProcessTitle({ owner, name, process, isCompact }: ProcessTitleProps): ReactNode {
  const { monitor } = useWords();
  const pid =
    process === undefined || process.pid === 0
      ? "" // a server that was there before: which process it is nobody here knows
      : isCompact
        ? String(process.pid)
        : monitor.diagram.pid(process.pid);
  return (
    <>
      <OwnerSign owner={owner} />
      <h2>{name}</h2>
      <code className="pid">{pid}</code>
    </>
  );
}

function processOf(run: Run, role: RunProcess["role"]): RunProcess | undefined {
  return run.processes.find((process) => process.role === role);
}

/** "zstd:3", "none", "null". */
function codecText(codec: { kind: string; level?: number }): string {
  return codec.level === undefined ? codec.kind : `${codec.kind}:${codec.level}`;
}
