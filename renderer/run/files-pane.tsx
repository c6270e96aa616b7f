import { Check, OctagonX } from "lucide-react";
import type { DeviceState, Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { DeviceSign } from "../ui/owner-sign.tsx";
import { PathText } from "../ui/path-text.tsx";

/** The media of the run, one row a device. */
export function FilesPane({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const w = words.ended;
  const isBackup = run.spec.kind === "backup";
  const isNull = run.spec.kind === "backup" && run.spec.codec.kind === "null";
  return (
    <section className="pane" aria-label={w.files}>
      <div className="pane-head">
        <h2>{w.files}</h2>
        <span className="caption">{isNull ? w.filesNull : w.filesHint}</span>
      </div>
      <div className="pane-scroll files-scroll" tabIndex={0}>
        <table className="table ruled">
          <thead>
            <tr>
              <td />
              <th>{w.file}</th>
              <th className="number">{isBackup ? w.read : w.given}</th>
              <th className="number">{isBackup ? w.kept : w.read}</th>
              <th className="number">{w.ratio}</th>
              <th>{w.checksum}</th>
              <th>{w.state}</th>
            </tr>
          </thead>
          <tbody>
            {run.devices.map((device) => (
              <FileRow key={device.index} device={device} isBackup={isBackup} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function FileRow({
  device,
  isBackup,
}: {
  readonly device: DeviceState;
  readonly isBackup: boolean;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const states = isBackup ? words.ended.deviceStates : words.ended.restoredStates;
  const isGood = device.state === "done" || device.state === "synced";
  return (
    <tr>
      <td className="sign-cell">
        <DeviceSign index={device.index} label={words.common.deviceN(device.index + 1)} />
      </td>
      <td className="file-cell">
        {device.file === "" ? (
          <span className="quiet">{words.common.nullMedium}</span>
        ) : (
          <PathText path={device.file} />
        )}
      </td>
      <td className="number">{format.text(format.size(device.plainBytes))}</td>
      <td className="number">{format.text(format.size(device.storedBytes))}</td>
      <td className="number quiet">{format.ratioValue(device.plainBytes, device.storedBytes)}</td>
      <td className="mono quiet" data-tip={device.checksum ?? undefined}>
        {device.checksum === null ? format.count(null) : shortSum(device.checksum)}
      </td>
      <td className="quiet">
        <span className="state-cell">
          {isGood && <Check {...iconSmall} />}
          {device.state === "failed" && <OctagonX {...iconSmall} className="err" />}
          {states[device.state]}
        </span>
      </td>
    </tr>
  );
}

/** "9f2c 41aa…d07e": head and tail of a checksum; the whole is in the tooltip. */
export function shortSum(sum: string): string {
  return sum.length <= 12 ? sum : `${sum.slice(0, 4)} ${sum.slice(4, 8)}…${sum.slice(-4)}`;
}
