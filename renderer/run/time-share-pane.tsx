import { HardDrive } from "lucide-react";
import type { ReactNode } from "react";
import type { Run, RunResult } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { ShareBar } from "../ui/device-bar.tsx";
import { iconSize } from "../ui/icons.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { Owner } from "../ui/owner.ts";

interface ShareRow {
  readonly sign: ReactNode;
  readonly text: string;
  readonly share: number;
  readonly owner?: Owner;
}

/** Whose work the time was: server, handoff, secondaries, disks. */
export function TimeSharePane({
  run,
  result,
}: {
  readonly run: Run;
  readonly result: RunResult;
}): React.JSX.Element {
  const words = useWords();
  const w = words.ended;
  const { server, handoff, codec, disk } = result.timeShare;
  const isBackup = run.spec.kind === "backup";
  const isCompressed =
    run.spec.kind === "backup"
      ? run.spec.codec.kind === "zstd"
      : run.devices.some((device) => device.file.endsWith(".zst"));
  const secondary: Owner = { kind: "secondary", index: 1 };
  const rows: ShareRow[] = [
    {
      sign: <OwnerSign owner={{ kind: "server" }} />,
      text: isBackup ? w.serverFilled : w.serverTook,
      share: server,
      owner: { kind: "server" },
    },
    {
      sign: <OwnerSign owner={{ kind: "primary" }} />,
      text: w.handoffHops,
      share: handoff,
      owner: { kind: "primary" },
    },
    {
      sign: <span className="owner-sign own-sec-2">n</span>,
      text: isCompressed ? (isBackup ? w.compressed : w.decompressed) : w.copied,
      share: codec,
      owner: secondary,
    },
    { sign: <HardDrive {...iconSize} />, text: isBackup ? w.disksWrote : w.disksRead, share: disk },
  ];
  const most = Math.max(...rows.map((row) => row.share));
  return (
    <section className="pane" aria-label={w.whereTimeWent}>
      <div className="pane-head">
        <h2>{w.whereTimeWent}</h2>
      </div>
      {most === 0 ? (
        <p className="pane-note quiet">{w.notMeasured}</p>
      ) : (
        <ShareRows rows={rows} most={most} />
      )}
    </section>
  );
}

function ShareRows({
  rows,
  most,
}: {
  readonly rows: readonly ShareRow[];
  readonly most: number;
}): React.JSX.Element {
  const format = useFormat();
  return (
    <div className="share-rows">
      {rows.map((row) => (
        <div key={row.text} className="share-row">
          <span className="share-sign">{row.sign}</span>
          <span className="ellipsis">{row.text}</span>
          <b className="number">{format.percentRound(row.share)}</b>
          <ShareBar
            share={row.share / most}
            {...(row.owner === undefined ? {} : { owner: row.owner })}
          />
        </div>
      ))}
    </div>
  );
}
