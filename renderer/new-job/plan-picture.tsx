import { useFormat, useWords } from "../app-context.ts";
import { baseName } from "../shell/run-figures.ts";
import { DeviceSign, OwnerSign } from "../ui/owner-sign.tsx";
import { buffersOf, deviceCountOf, type JobForm, secondariesOf } from "./job-form-model.ts";

/** More devices than this are told, not drawn. */
const rowsMax = 4;
const tilesMax = 24;

/** Server, primary, secondaries and media as they will stand, with the buffers they share. */
export function PlanPicture({ form }: { readonly form: JobForm }): React.JSX.Element {
  const { parts, job } = useWords();
  const format = useFormat();
  const devices = deviceCountOf(form);
  const rows = Math.min(rowsMax, Math.max(1, devices));
  const secondaries = Math.max(1, secondariesOf(form) || 1);
  const files = form.kind === "restore" ? form.media : form.targets;
  return (
    <div className={`plan-picture ${form.kind}`} aria-hidden>
      <div className="plan-row">
        <div className="plan-box">
          <OwnerSign owner={{ kind: "server" }} />
          {parts.server}
        </div>
        <Arrows rows={rows} />
        <div className="plan-box">
          <OwnerSign owner={{ kind: "primary" }} />
          {parts.primary}
        </div>
        <Arrows rows={rows} />
        <div className="plan-secondaries">
          {Array.from({ length: rows }, (_, index) => (
            <span key={index} className="plan-secondary">
              <DeviceSign index={index % secondaries} />
            </span>
          ))}
        </div>
        <Arrows rows={rows} isToMedia />
        <div className="plan-files mono">
          {Array.from({ length: rows }, (_, index) => (
            <span key={index} className="ellipsis">
              {fileLabel(form, files[index])}
            </span>
          ))}
        </div>
      </div>
      {devices > rowsMax && <p className="caption">{job.moreDevices(devices - rowsMax)}</p>}
      <Buffers
        count={buffersOf(form)}
        devices={Math.max(1, devices)}
        text={job.buffersShown(format.count(buffersOf(form)))}
      />
    </div>
  );
}

function fileLabel(form: JobForm, file: string | undefined): string {
  if (form.kind === "backup" && form.codec === "null") return "null";
  const name = baseName(file ?? "");
  const stripe = /[-_.]?\d+of\d+/i.exec(name)?.[0];
  const ending = /\.\w+$/.exec(name)?.[0] ?? "";
  return stripe === undefined ? name : `${stripe}${ending}`;
}

function Arrows({
  rows,
  isToMedia = false,
}: {
  readonly rows: number;
  readonly isToMedia?: boolean;
}): React.JSX.Element {
  return (
    <div className={`plan-arrows${isToMedia ? " to-media" : ""}`}>
      {Array.from({ length: rows }, (_, index) => (
        <svg key={index} viewBox="0 0 40 10" preserveAspectRatio="xMaxYMid slice">
          <path
            d="M0 5H38M34 1.5 38.5 5 34 8.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1"
          />
        </svg>
      ))}
    </div>
  );
}

function Buffers({
  count,
  devices,
  text,
}: {
  readonly count: number;
  readonly devices: number;
  readonly text: string;
}): React.JSX.Element {
  const shown = Math.min(tilesMax, Number.isFinite(count) ? Math.max(0, Math.floor(count)) : 0);
  const group = Math.max(1, Math.ceil(shown / Math.min(devices, rowsMax)));
  return (
    <div className="plan-buffers">
      {Array.from({ length: shown }, (_, index) => (
        <span
          key={index}
          className={`plan-tile${index > 0 && index % group === 0 ? " group" : ""}`}
        />
      ))}
      <span className="plan-count">{text}</span>
    </div>
  );
}
