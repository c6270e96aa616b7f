import { ChevronLeft, ChevronRight, ScanSearch } from "lucide-react";
import { useState } from "react";
import { peekBytesMax } from "../../electron/contract/buffer-calls.ts";
import type { Run } from "../../electron/contract/run.ts";
import { vdError } from "../../electron/contract/vdi.ts";
import { useApp, useSettings, useWords } from "../app-context.ts";
import { handleText, hresultText } from "../format.ts";
import { useSelection } from "../monitor/selection.ts";
import { changeSettings } from "../shell/commands.ts";
import { useSingleKeys } from "../shell/use-keys.ts";
import type { Picture } from "../trace/picture.ts";
import { Button, Switch } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import type { Words } from "../words/words.ts";
import { offsetText, readOffset } from "./hex-model.ts";
import type { Peek, Problem } from "./use-peek.ts";

interface BytesToolsProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly peek: Peek;
}

/** What to copy, from where in the data zone, and what came of it. */
export function BytesTools({ run, picture, peek }: BytesToolsProps): React.JSX.Element {
  const words = useWords();
  const w = words.buffers;
  const buffer = useSelection((state) => state.buffer);
  const [device, setDevice] = useState<number | null>(null);
  const { offset } = peek;
  const command = run.spec.kind === "restore" ? "Read" : "Write";
  const max = (run.set?.transferSize ?? peekBytesMax) - 1;
  const handle = buffer === null ? 0 : (picture.handle[buffer] ?? 0);
  const { whyNot, whyNoBuffer, whyNoHandle } = reasonsOf(run, buffer, handle, w);
  const next = (): void => peek.ask({ kind: "next", device, buffer: null });
  const ofBuffer = (): void => peek.ask({ kind: "next", device: null, buffer });
  const held = (): void => peek.ask({ kind: "held", handle });
  const moveTo = (at: number): void => peek.moveTo(Math.min(max, Math.max(0, at)));
  const when = (reason: string | null, run_: () => void) => (): void => {
    if (reason === null) run_();
  };
  useSingleKeys({
    n: when(whyNot, next),
    b: when(whyNoBuffer, ofBuffer),
    h: when(whyNoHandle, held),
  });
  return (
    <div className="bytes-tools" role="toolbar" aria-label={w.bytes}>
      <DeviceChoice run={run} device={device} onDevice={setDevice} />
      <Button
        size="small"
        icon={<ScanSearch {...iconSmall} />}
        disabledReason={whyNot}
        tip={w.nextTip(command)}
        onClick={next}
      >
        {w.next(command)}
      </Button>
      <Button size="small" disabledReason={whyNoBuffer} tip={w.nextOfBufferTip} onClick={ofBuffer}>
        {w.nextOfBuffer}
      </Button>
      <Button size="small" disabledReason={whyNoHandle} tip={w.heldNowTip} onClick={held}>
        {w.heldNow}
      </Button>
      <Button
        size="small"
        aria-pressed={peek.isRepeating}
        disabledReason={whyNot}
        tip={w.repeatTip}
        onClick={() => peek.setRepeating(!peek.isRepeating)}
      >
        {w.repeat}
      </Button>
      <span className="offset-tools">
        <Button
          size="small"
          tone="quiet"
          label={w.back}
          icon={<ChevronLeft {...iconSmall} />}
          disabledReason={whyNot}
          onClick={() => moveTo(offset - peekBytesMax)}
        />
        <OffsetField key={offset} offset={offset} max={max} onOffset={moveTo} />
        <Button
          size="small"
          tone="quiet"
          label={w.forward}
          icon={<ChevronRight {...iconSmall} />}
          disabledReason={whyNot}
          onClick={() => moveTo(offset + peekBytesMax)}
        />
      </span>
      <RecordSwitch />
      <p className="bytes-problem" role="status">
        {peek.isAsking && peek.copy === null ? w.waiting : problemText(peek.problem, words)}
      </p>
    </div>
  );
}

/** The one setting, also here: whether copies go into the run's trace. */
function RecordSwitch(): React.JSX.Element {
  const app = useApp();
  const { buffers: w } = useWords();
  const isOn = useSettings(({ settings }) => settings.recordPeeks);
  const change = (recordPeeks: boolean): void =>
    void app.attempt(() => changeSettings(app, { recordPeeks }));
  return (
    <span className="record-peeks" data-tip={w.recordTip}>
      <Switch label={w.record} isOn={isOn} onChange={change} />
      <span aria-hidden>{w.record}</span>
    </span>
  );
}

/** Why something cannot be copied now; null when it can. */
interface Reasons {
  readonly whyNot: string | null;
  readonly whyNoBuffer: string | null;
  readonly whyNoHandle: string | null;
}

function reasonsOf(run: Run, buffer: number | null, handle: number, w: Words["buffers"]): Reasons {
  const whyNot = run.result === null ? null : w.runEnded;
  const whyNoBuffer = whyNot ?? (buffer === null ? w.nothingChosen : null);
  const whyNoHandle = whyNoBuffer ?? (handle === 0 ? w.noHandleYet : null);
  return { whyNot, whyNoBuffer, whyNoHandle };
}

interface DeviceChoiceProps {
  readonly run: Run;
  /** null: any. */
  readonly device: number | null;
  readonly onDevice: (device: number | null) => void;
}

function DeviceChoice({ run, device, onDevice }: DeviceChoiceProps): React.JSX.Element {
  const { buffers: w } = useWords();
  return (
    <select
      aria-label={w.deviceLabel}
      value={device ?? ""}
      onChange={({ target }) => onDevice(target.value === "" ? null : Number(target.value))}
    >
      <option value="">{w.anyDevice}</option>
      {run.devices.map(({ index }) => (
        <option key={index} value={index}>
          {w.deviceN(index + 1)}
        </option>
      ))}
    </select>
  );
}

interface OffsetFieldProps {
  readonly offset: number;
  readonly max: number;
  readonly onOffset: (offset: number) => void;
}

function OffsetField({ offset, max, onOffset }: OffsetFieldProps): React.JSX.Element {
  const { buffers } = useWords();
  const [text, setText] = useState(`0x${offsetText(offset)}`);
  const read = readOffset(text, max);
  const problem = buffers.badOffset(offsetText(max + 1));
  return (
    <input
      className="offset-field"
      aria-label={buffers.offsetLabel}
      aria-invalid={read === null}
      data-tip={read === null ? problem : buffers.offsetLabel}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && read !== null) onOffset(read);
      }}
    />
  );
}

function problemText(problem: Problem | null, { buffers }: Words): string {
  switch (problem?.kind) {
    case undefined:
      return "";
    case "none":
      return buffers.none;
    case "ended":
      return buffers.runEnded;
    case "refused":
      return problem.hr === vdError.VD_E_INVALID
        ? buffers.stale(handleText(problem.handle, true))
        : buffers.refused(hresultText(problem.hr));
  }
}
