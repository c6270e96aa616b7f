/** Tokens of commands that stand still, where they stand in the handoff diagram. */
import { Check, Pause } from "lucide-react";
import type { ControlState, HeldCommand, HoldStage } from "../../electron/contract/step.ts";
import { bufferText, handleText } from "../format.ts";
import { useFormat, useWords } from "../app-context.ts";
import { railGap, railTop, type DiagramLayout } from "../monitor/diagram-layout.ts";
import { commandName } from "../trace/command-row.ts";
import { ownerClass } from "../ui/owner.ts";
import { heldSentence } from "./step-sentences.ts";
import "./step.css";

interface HeldLayerProps {
  readonly control: ControlState;
  readonly layout: DiagramLayout;
}

/** Tokens that find room at one place; the rest is a number. */
const shownMax = 2;
const stackStep = 9;

export function HeldLayer({ control, layout }: HeldLayerProps): React.JSX.Element | null {
  if (control.held.length === 0) return null;
  const places = new Map<string, { secondary: number; top: number; held: HeldCommand[] }>();
  for (const held of control.held) {
    const row = layout.rows.find(({ devices }) => devices.includes(held.device));
    if (row === undefined) continue;
    const key = `${row.top}:${held.stage}`;
    const { secondary, top } = row;
    places.set(key, { secondary, top, held: [...(places.get(key)?.held ?? []), held] });
  }
  return (
    <div className="held-layer">
      {[...places].map(([key, place]) => (
        <HeldPlace key={key} {...place} control={control} layout={layout} />
      ))}
    </div>
  );
}

interface HeldPlaceProps extends HeldLayerProps {
  readonly top: number;
  readonly secondary: number;
  readonly held: readonly HeldCommand[];
}

function HeldPlace({ top, secondary, held, control, layout }: HeldPlaceProps): React.JSX.Element {
  const [first] = held;
  const { x, y, align } = placeOf(first?.stage ?? "received", top, layout);
  const { chosen } = control;
  const isChosen = (each: HeldCommand): boolean =>
    each.device === chosen?.device && each.sequence === chosen.sequence;
  const shown = [...held]
    .sort((a, b) => Number(isChosen(b)) - Number(isChosen(a)))
    .slice(0, shownMax);
  return (
    <>
      {shown.toReversed().map((each, index) => (
        <HeldToken
          key={`${each.device}:${each.sequence}`}
          held={each}
          secondary={secondary}
          isChosen={isChosen(each)}
          rest={index === shown.length - 1 ? held.length - shown.length : 0}
          isCompact={layout.isCompact}
          style={{
            left: x,
            top: y - (shown.length - 1 - index) * stackStep,
            transform: `translate(${align === "left" ? "0" : align === "right" ? "-100%" : "-50%"}, -50%)`,
          }}
        />
      ))}
    </>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right" | "centre";
}

/** Where a command of a row stands at a stage. */
function placeOf(stage: HoldStage, top: number, layout: DiagramLayout): Place {
  const { commandRail, handleRail, bytesRail } = layout.columns;
  const there = top + railTop(layout.form);
  const back = there + railGap(layout.form);
  const end = (span: { left: number; width: number }): number => span.left + span.width;
  const places: Readonly<Record<HoldStage, Place>> = {
    received: { x: end(commandRail) - 2, y: there, align: "right" },
    handleTaken: { x: handleRail.left + 2, y: there, align: "left" },
    leased: { x: handleRail.left + handleRail.width / 2, y: there, align: "centre" },
    mapped: { x: end(handleRail) - 2, y: there, align: "right" },
    moved: { x: bytesRail.left + bytesRail.width / 2, y: there, align: "centre" },
    completed: { x: end(commandRail) - 2, y: back, align: "right" },
  };
  return places[stage];
}

interface HeldTokenProps {
  readonly held: HeldCommand;
  readonly secondary: number;
  readonly isChosen: boolean;
  readonly rest: number;
  readonly isCompact: boolean;
  readonly style: React.CSSProperties;
}

function HeldToken(props: HeldTokenProps): React.JSX.Element {
  const { held, secondary, isChosen, rest, isCompact, style } = props;
  const words = useWords();
  const format = useFormat();
  const { step } = words;
  const label = `${step.heldAt(step.stages[held.stage])}: ${heldSentence(held, words, format)}`;
  return (
    <span
      className={`held-token ${lookOf(held, secondary)}${isChosen ? " chosen" : ""}`}
      style={style}
      role="img"
      aria-label={label}
      data-tip={label}
    >
      <Pause size={10} strokeWidth={2.5} aria-hidden />
      {held.stage === "completed" && <Check size={11} strokeWidth={2.5} aria-hidden />}
      {textOf(held, isCompact)}
      {rest > 0 && <small>+{rest}</small>}
    </span>
  );
}

function lookOf({ stage }: HeldCommand, secondary: number): string {
  if (stage === "received") return `command-pill ${ownerClass({ kind: "server" })}`;
  if (stage === "completed") return "command-pill held-done";
  const isPrimary = stage === "handleTaken" || stage === "leased";
  const owner = isPrimary
    ? ownerClass({ kind: "primary" })
    : ownerClass({ kind: "secondary", index: Math.max(0, secondary) });
  return `tag ${owner}`;
}

function textOf(held: HeldCommand, isCompact: boolean): string {
  const name = commandName(held.command);
  if (held.stage === "moved") return bufferText(held.handle & 0xfff);
  if (held.handle !== 0 && held.stage !== "received" && held.stage !== "completed")
    return handleText(held.handle);
  return `${isCompact ? name.slice(0, 1) : name} ${held.sequence}`;
}
