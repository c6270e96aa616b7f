import { Check, OctagonX, TriangleAlert } from "lucide-react";
import type { DeviceState } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { baseName } from "../shell/run-figures.ts";
import { isHolding, useShownControl } from "../step/use-control.ts";
import { DeviceBar } from "../ui/device-bar.tsx";
import { iconSmall } from "../ui/icons.ts";
import type { Owner } from "../ui/owner.ts";
import { keepsNothing } from "./figures.tsx";
import { deviceShare, deviceStatus, type DeviceStatus } from "./device-status.ts";
import { place, type DiagramPart } from "./diagram-parts.ts";
import type { DiagramRow } from "./diagram-layout.ts";

/** The medium of each row: file, bar, what was read and kept, rate and time left. */
export function MediaColumn(part: DiagramPart): React.JSX.Element {
  const { layout } = part;
  return (
    <div className="media-column" style={place(layout.columns.media)}>
      {layout.rows.map((row) => (
        <MediumRow key={row.top} part={part} row={row} />
      ))}
    </div>
  );
}

function MediumRow({
  part,
  row,
}: {
  readonly part: DiagramPart;
  readonly row: DiagramRow;
}): React.JSX.Element {
  const { run, layout, cells } = part;
  const isHeld = isHolding(useShownControl());
  const words = useWords();
  const format = useFormat();
  const devices = row.devices
    .map((device) => run.devices[device])
    .filter((device) => device !== undefined);
  const device = sumOf(devices);
  const share = deviceShare(device);
  const status = deviceStatus(device, {
    run,
    cells,
    words,
    format,
    isHeld,
    isBrief: layout.form === "tags" || (layout.isCompact && layout.form !== "full"),
  });
  const owner: Owner =
    status.tone === "error"
      ? { kind: "error" }
      : { kind: "secondary", index: Math.max(0, row.secondary) };
  const name = mediumName(devices, words.common.nullMedium, words.common.devices);
  const isFull = layout.form === "full";
  const isPath = devices.length === 1 && device.file !== "";
  return (
    <div className="medium" style={{ height: layout.rowHeight }}>
      <p className="medium-line">
        <span className={isPath ? "mono ellipsis" : "ellipsis"} title={device.file}>
          {name}
        </span>
        {!isFull && <Status status={status} />}
        <b>{share === null ? "" : `${format.percentOne(share)}%`}</b>
      </p>
      <DeviceBar share={share} owner={owner} label={name} />
      {isFull && (
        <p className="medium-line caption">
          <span className="ellipsis">{bytesText(device, part, words.monitor.diagram, format)}</span>
          <Status status={status} />
        </p>
      )}
    </div>
  );
}

/** The status with the icon that its tone has. */
function Status({ status }: { readonly status: DeviceStatus }): React.JSX.Element {
  const tones = {
    normal: "status",
    waiting: "status quiet",
    warn: "status warn",
    ok: "status",
    error: "status err",
  };
  return (
    <span className={tones[status.tone]} title={status.text}>
      {status.tone === "warn" && <TriangleAlert {...iconSmall} />}
      {status.tone === "ok" && <Check {...iconSmall} />}
      {status.tone === "error" && <OctagonX {...iconSmall} />}
      {status.text}
    </span>
  );
}

function bytesText(
  device: DeviceState,
  { run, layout }: DiagramPart,
  w: ReturnType<typeof useWords>["monitor"]["diagram"],
  format: ReturnType<typeof useFormat>,
): string {
  const plain = format.text(format.size(device.plainBytes));
  if (keepsNothing(run)) return plain;
  const stored = format.text(format.size(device.storedBytes));
  if (run.spec.kind === "restore") return layout.isCompact ? plain : w.given(plain, stored);
  return layout.isCompact ? w.kept(stored) : w.readKept(plain, stored);
}

function mediumName(
  devices: readonly DeviceState[],
  nullMedium: string,
  many: (n: number) => string,
): string {
  const [first] = devices;
  if (devices.length > 1) return many(devices.length);
  if (first === undefined) return "";
  return first.file === "" ? nullMedium : baseName(first.file);
}

/** Several devices as one; a state counts when all are in it, a failure when one is. */
function sumOf(devices: readonly DeviceState[]): DeviceState {
  const [first] = devices;
  if (first === undefined) throw new Error("a row has at least one device");
  return devices.slice(1).reduce(addDevice, first);
}

function addDevice(sum: DeviceState, device: DeviceState): DeviceState {
  const isFailed = sum.state === "failed" || device.state === "failed";
  const both = <T,>(a: T | null, b: T | null, join: (x: T, y: T) => T): T | null =>
    a === null || b === null ? null : join(a, b);
  return {
    ...sum,
    expectedBytes: both(sum.expectedBytes, device.expectedBytes, (a, b) => a + b),
    plainBytes: sum.plainBytes + device.plainBytes,
    storedBytes: sum.storedBytes + device.storedBytes,
    commands: sum.commands + device.commands,
    rate: sum.rate + device.rate,
    secondsLeft: both(sum.secondsLeft, device.secondsLeft, Math.max),
    idleMs: Math.min(sum.idleMs, device.idleMs),
    state: isFailed ? "failed" : sum.state === device.state ? sum.state : "running",
  };
}
