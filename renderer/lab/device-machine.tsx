import { OctagonAlert } from "lucide-react";
import { nameOfAnswer } from "../../electron/contract/lab/legality.ts";
import { labMethods } from "../../electron/contract/lab/methods.ts";
import type { LabCallEntry } from "../../electron/contract/lab/transcript.ts";
import { useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { clientDeviceStates, type LabDevice } from "./device-models.ts";
import { processName } from "./lab-models.ts";
import { abortBelow, Node, nodeHeight, topOf, type NodeProps } from "./machine-node.tsx";

interface DeviceFigureProps {
  readonly devices: readonly LabDevice[];
  readonly shown: number;
  readonly onShow: (device: number) => void;
  readonly hasNames: boolean;
}

/** One device of the set, chosen among all: as the server sees it, as its client does, and its last call. */
export function DeviceFigure(props: DeviceFigureProps): React.JSX.Element {
  const { devices, shown, onShow, hasNames } = props;
  const words = useWords();
  const { lab } = words;
  const device = devices[shown] ?? devices[0];
  const optionText = ({ number, server, isRefused }: LabDevice): string => {
    const state = lab.deviceStates[server ?? ""] ?? lab.unknownState;
    return `${lab.deviceN(number)}: ${state}${isRefused ? `, ${lab.refused}` : ""}`;
  };
  return (
    <figure>
      <figcaption>
        <select
          aria-label={lab.chooseDevice}
          value={device?.number ?? 0}
          onChange={({ target }) => onShow(Number(target.value))}
        >
          {devices.map((one) => (
            <option key={one.number} value={one.number}>
              {optionText(one)}
            </option>
          ))}
        </select>
        <span className="caption">{lab.asServer}</span>
      </figcaption>
      <DeviceMachine
        number={device?.number ?? 0}
        state={device?.server ?? null}
        hasNames={hasNames}
      />
    </figure>
  );
}

/** The device as its client sees it, and how its last call went, in one line. */
export function DeviceLine({
  device,
}: {
  readonly device: LabDevice | undefined;
}): React.JSX.Element {
  const { lab } = useWords();
  return (
    <div className="machine-line">
      <span className="caption">{lab.byClient(device?.number ?? 0)}</span>
      <ClientSteps device={device} />
      {device?.last && <LastCall call={device.last} isRefused={device.isRefused} />}
    </div>
  );
}

/** What the calls of the client that opened the device made of it. */
function ClientSteps({ device }: { readonly device: LabDevice | undefined }): React.JSX.Element {
  const words = useWords();
  const { lab } = words;
  const current = device?.clientState ?? "NotOpen";
  const client = device?.client ?? null;
  const who = client === null ? lab.noClient : processName(client.process, words);
  return (
    <p className="machine-client">
      <span className="caption">{who}</span>
      {clientDeviceStates.map((state) => (
        <span
          key={state}
          className={`machine-step${state === current ? " current" : ""}`}
          aria-current={state === current ? "step" : undefined}
        >
          {lab.clientStates[state]}
        </span>
      ))}
    </p>
  );
}

function LastCall({
  call,
  isRefused,
}: {
  readonly call: LabCallEntry;
  readonly isRefused: boolean;
}): React.JSX.Element {
  const { lab } = useWords();
  const code = call.hr === null ? (call.problem?.kind ?? "") : nameOfAnswer(call.method, call.hr);
  return (
    <p className={`machine-last caption${isRefused ? " err" : ""}`}>
      {isRefused && <OctagonAlert {...iconSmall} aria-hidden />}
      {lab.lastCall(labMethods[call.method].name, code, isRefused)}
    </p>
  );
}

function DeviceMachine({
  number,
  state,
  hasNames,
}: {
  readonly number: number;
  readonly state: string | null;
  readonly hasNames: boolean;
}): React.JSX.Element {
  const { lab } = useWords();
  const top = topOf(hasNames);
  const abortTop = top + abortBelow;
  const right = hasNames ? 172 : 104;
  const look = (name: string): NodeProps["look"] => (state === name ? "current" : "open");
  return (
    <svg
      width={right + 90}
      height={abortTop + nodeHeight}
      role="img"
      aria-label={lab.deviceMachine(number, lab.deviceStates[state ?? ""] ?? lab.unknownState)}
    >
      <Node x={0} y={top} width={76} text="Active" look={look("Active")} />
      <Node x={right} y={top} width={90} text="IO-ERROR" look={look("IoError")} />
      <Node x={right} y={abortTop} width={90} text="Closed" look={look("Closed")} />
      <path
        className="machine-edge"
        d={`M79 ${top + 9}H${right - 5}`}
        markerEnd="url(#lab-arrow)"
      />
      <path
        className="machine-edge"
        d={`M${right - 3} ${top + 20}H81`}
        markerEnd="url(#lab-arrow)"
      />
      <path
        className="machine-edge"
        d={`M38 ${top + nodeHeight + 2}V${abortTop + 14}H${right - 5}`}
        markerEnd="url(#lab-arrow)"
      />
      {hasNames && (
        <>
          <text className="machine-label words" x={124} y={top + 3}>
            {lab.anErrorCode}
          </text>
          <text className="machine-label" x={124} y={top + 33}>
            ClearError
          </text>
          <text className="machine-label" x={106} y={abortTop + 27}>
            CloseDevice
          </text>
        </>
      )}
    </svg>
  );
}
