import { useRef } from "react";
import { useWords } from "../app-context.ts";
import { useSize } from "../ui/use-size.ts";
import { DeviceFigure, DeviceLine } from "./device-machine.tsx";
import type { LabDevice } from "./device-models.ts";
import { abortBelow, Node, nodeHeight, topOf, type NodeProps } from "./machine-node.tsx";

/** Names as the specification gives them; they are not translated. */
export const stateNames: Readonly<Record<string, string>> = {
  DoesNotExist: "Does not exist",
  Connected: "Connected",
  Configurable: "Configurable",
  Initializing: "Initializing",
  Active: "Active",
  NormallyTerminated: "Normally terminated",
  AbnormallyTerminated: "Abnormally terminated",
};

const path = [
  { state: "DoesNotExist", width: 100, edge: "CreateEx", gap: 78 },
  { state: "Configurable", width: 92, edge: "GetConfiguration", gap: 126 },
  { state: "Initializing", width: 84, edge: "OpenDevice", gap: 88 },
  { state: "Active", width: 72, edge: "CloseDevice", gap: 96 },
  { state: "NormallyTerminated", width: 136, edge: "", gap: 0 },
] as const;
/** Below this width of the strip edges lose their names. */
const namedEdgesFrom = 1_160;
const shortGap = 26;
const abortWidth = 146;

interface MachinesProps {
  readonly setName: string;
  readonly state: string | null;
  readonly devices: readonly LabDevice[];
  /** Number of the device that is shown. */
  readonly shown: number;
  readonly onShow: (device: number) => void;
}

/** The states of the set and of one of its devices, the current ones inverse. */
export function StateMachines(props: MachinesProps): React.JSX.Element {
  const { setName, state, devices, shown, onShow } = props;
  const { lab } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const hasNames = useSize(box).width >= namedEdgesFrom;
  return (
    <>
      <div className="lab-machines" ref={box}>
        <figure>
          <figcaption>
            <h2>{lab.setAs(setName)}</h2> <span className="caption">{lab.asClients}</span>
          </figcaption>
          <SetMachine state={state} hasNames={hasNames} />
        </figure>
        <DeviceFigure {...{ devices, shown, onShow, hasNames }} />
      </div>
      <DeviceLine device={devices[shown] ?? devices[0]} />
    </>
  );
}

type PathNode = (typeof path)[number] & { readonly x: number };

/** The path's nodes from left to right. */
function placedPath(hasNames: boolean): (Omit<PathNode, "gap"> & { readonly gap: number })[] {
  const gapOf = (gap: number): number => (hasNames || gap === 0 ? gap : shortGap);
  return path.map((node, index) => ({
    ...node,
    gap: gapOf(node.gap),
    x: path.slice(0, index).reduce((sum, { width, gap }) => sum + width + gapOf(gap), 0),
  }));
}

function SetMachine({
  state,
  hasNames,
}: {
  readonly state: string | null;
  readonly hasNames: boolean;
}): React.JSX.Element {
  const { lab } = useWords();
  const top = topOf(hasNames);
  const abortTop = top + abortBelow;
  const nodes = placedPath(hasNames);
  const x = nodes.reduce((sum, { width, gap }) => sum + width + gap, 0);
  const current = nodes.findIndex((node) => node.state === state);
  const active = nodes[3]?.x ?? 0;
  const abortX = active + 36 - abortWidth / 2;
  const look = (index: number): NodeProps["look"] =>
    index === current ? "current" : index < current ? "passed" : "open";
  const name = state === null ? lab.unknownState : (stateNames[state] ?? state);
  return (
    <svg width={x} height={abortTop + nodeHeight} role="img" aria-label={lab.machine(name)}>
      <Arrowheads />
      {nodes.map((node, index) => (
        <g key={node.state}>
          <Node
            x={node.x}
            y={top}
            width={node.width}
            text={stateNames[node.state] ?? node.state}
            look={look(index)}
          />
          {node.gap > 0 && (
            <path
              className={`machine-edge${index < current ? " taken" : ""}`}
              d={`M${node.x + node.width + 3} ${top + 14}h${node.gap - 8}`}
              markerEnd={`url(#lab-arrow${index < current ? "-taken" : ""})`}
            />
          )}
          {hasNames && node.edge !== "" && (
            <text className="machine-label" x={node.x + node.width + node.gap / 2} y={top + 8}>
              {node.edge}
            </text>
          )}
        </g>
      ))}
      {[1, 2].map((index) => {
        const node = nodes[index];
        return (
          <path
            key={index}
            className="machine-edge abort"
            d={`M${(node?.x ?? 0) + (node?.width ?? 0) / 2} ${top + nodeHeight + 2}V${abortTop + 14}H${abortX - 5}`}
            markerEnd="url(#lab-arrow)"
          />
        );
      })}
      <path
        className="machine-edge abort"
        d={`M${active + 36} ${top + nodeHeight + 2}V${abortTop - 5}`}
        markerEnd="url(#lab-arrow)"
      />
      {hasNames && (
        <text className="machine-label" x={abortX - 12} y={abortTop + 27} textAnchor="end">
          {lab.processDies}
        </text>
      )}
      <Node
        x={abortX}
        y={abortTop}
        width={abortWidth}
        text={stateNames["AbnormallyTerminated"] ?? ""}
        look={state === "AbnormallyTerminated" ? "current" : "open"}
      />
    </svg>
  );
}

function Arrowheads(): React.JSX.Element {
  return (
    <defs>
      {["", "-taken"].map((look) => (
        <marker
          key={look}
          id={`lab-arrow${look}`}
          className={`machine-arrow${look}`}
          viewBox="0 0 7 8"
          refX="5"
          refY="4"
          markerWidth="7"
          markerHeight="8"
          orient="auto"
        >
          <path d="M1 1l5 3-5 3" fill="none" />
        </marker>
      ))}
    </defs>
  );
}
