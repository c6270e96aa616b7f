import type { RunResult } from "../../electron/contract/run.ts";
import { nameOfCommand } from "../../electron/contract/vdi.ts";
import { useFormat, useWords } from "../app-context.ts";
import { ShareBar } from "../ui/device-bar.tsx";
import type { Owner } from "../ui/owner.ts";
import { TablePane } from "../ui/table-pane.tsx";

type Slow = RunResult["slowest"][number];

/** Whose time it mostly was; a disk belongs to no owner and is grey. */
function ownerOf({ mostly, device }: Slow): Owner | undefined {
  if (mostly === "lease") return { kind: "primary" };
  return mostly === "restart" || mostly === "map" || mostly === "move"
    ? { kind: "secondary", index: device }
    : undefined;
}

/** The commands that took longest, on one scale. */
export function SlowestPane({ result }: { readonly result: RunResult }): React.JSX.Element {
  const { ended: w } = useWords();
  const format = useFormat();
  const slowest = result.slowest;
  const mostMs = Math.max(1, Math.ceil((slowest[0]?.totalUs ?? 0) / 1000));
  return (
    <TablePane
      title={w.slowest}
      empty={slowest.length === 0 ? { title: w.noSlowest, text: w.noSlowestText } : null}
    >
      <thead>
        <tr>
          <th className="number">{w.sequence}</th>
          <th>{w.dev}</th>
          <th>{w.command}</th>
          <th className="number">{w.at}</th>
          <th className="number">{w.ms}</th>
          <th>{w.scale(format.count(mostMs))}</th>
          <th>{w.mostly}</th>
        </tr>
      </thead>
      <tbody>
        {slowest.map((slow) => (
          <tr key={`${slow.device} ${slow.sequence}`}>
            <td className="number quiet">{format.count(slow.sequence)}</td>
            <td>{slow.device + 1}</td>
            <td>
              {(nameOfCommand(slow.commandCode) ?? String(slow.commandCode)).replace("VDC_", "")}
            </td>
            <td className="number quiet">{format.moment(slow.atMs)}</td>
            <td className="number">
              <b>{format.twoDecimals(slow.totalUs / 1000)}</b>
            </td>
            <td className="bar-cell">
              <SlowBar slow={slow} mostMs={mostMs} />
            </td>
            <td className="quiet">{w.mostlyWords[slow.mostly]}</td>
          </tr>
        ))}
      </tbody>
    </TablePane>
  );
}

function SlowBar({
  slow,
  mostMs,
}: {
  readonly slow: Slow;
  readonly mostMs: number;
}): React.JSX.Element {
  const owner = ownerOf(slow);
  return (
    <ShareBar share={slow.totalUs / 1000 / mostMs} {...(owner === undefined ? {} : { owner })} />
  );
}
