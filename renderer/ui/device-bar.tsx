import "./device-bar.css";
import "./owner.css";
import { type Owner, ownerClass } from "./owner.ts";

interface DeviceBarProps {
  /** 0..1; null when the size is unknown: the bar stays empty and the words say so. */
  readonly share: number | null;
  readonly owner?: Owner;
  readonly label: string;
}

/** Progress of a device, its end marked by a tick. */
export function DeviceBar({ share, owner, label }: DeviceBarProps): React.JSX.Element {
  const percent = share === null ? null : Math.min(100, Math.max(0, share * 100));
  return (
    <div
      className={`device-bar ${owner === undefined ? "" : ownerClass(owner)}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.floor(percent)}
    >
      {percent !== null && <span style={{ width: `${percent}%` }} />}
    </div>
  );
}

/** A plain share of a whole, without a tick: where time or space went. */
export function ShareBar({
  share,
  owner,
}: {
  readonly share: number;
  readonly owner?: Owner;
}): React.JSX.Element {
  return (
    <div className={`share-bar ${owner === undefined ? "" : ownerClass(owner)}`} aria-hidden>
      <span style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
    </div>
  );
}
