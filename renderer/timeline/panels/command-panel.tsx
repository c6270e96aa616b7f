import { ChevronLeft, ChevronRight, Copy } from "lucide-react";
import { useCallback } from "react";
import { useFormat, useWords } from "../../app-context.ts";
import type { Filter } from "../../filter/parse.ts";
import { dash, type Format, handleText } from "../../format.ts";
import { commandName, type CommandRow } from "../../trace/command-row.ts";
import { longestStage } from "../../trace/stage-readers.ts";
import { Button } from "../../ui/button.tsx";
import { CodeChip } from "../../ui/chips.tsx";
import { iconSmall } from "../../ui/icons.ts";
import { OwnerSign } from "../../ui/owner-sign.tsx";
import { ownerClass } from "../../ui/owner.ts";
import { useCopy } from "../../ui/use-copy.ts";
import { useViewAction } from "../../ui/use-view-action.ts";
import type { Words } from "../../words/words.ts";
import { causeOf, isSlow } from "./causes.ts";
import {
  type AddressesOf,
  addressText,
  chosenCommand,
  type ChosenCommand,
  commandText,
  completionOf,
  handleWords,
  totalUs,
} from "./command-model.ts";
import { type Kinship, neighbourOf } from "./neighbours.ts";
import { pick } from "./pick.ts";
import { useSliced } from "./sliced.ts";
import type { CommandRef, CommandsSource } from "./source.ts";
import { type Medians, mediansOf } from "./statistics.ts";
import { spanText, timesText } from "./texts.ts";

interface CommandPanelProps {
  readonly model: CommandsSource;
  readonly version: number;
  readonly chosen: CommandRef | null;
  readonly onChoose: (chosen: CommandRef) => void;
  readonly addressesOf?: AddressesOf | undefined;
}

/** Where the time of the chosen command went and why, and where its bytes are. */
export function CommandPanel(props: CommandPanelProps): React.JSX.Element {
  const { model, version, chosen, onChoose, addressesOf } = props;
  const words = useWords();
  const format = useFormat();
  const command = chosenCommand(model, chosen, addressesOf);
  const medians = useMedians(model, version, command?.row.commandCode ?? null);
  if (chosen === null || command === null)
    return <p className="timeline-drawer caption">{words.panels.choose}</p>;
  const cause = causeText(command, medians, words.panels, format);
  return (
    <div className="timeline-drawer">
      <section>
        <header>
          <h2>
            {words.timeline.commandOn(commandName(command.row.commandCode), chosen.device + 1)}
          </h2>
          <b
            className={medians !== null && causeOf(spentNs(command), medians) !== null ? "err" : ""}
          >
            {spanText(format, (totalUs(command.row) ?? Number.NaN) * 1_000)}
          </b>
          <span className="spring" />
          <CopyButton text={commandText(command, model, cause, { words, format })} />
        </header>
        <Hops command={command} medians={medians} />
        <p className="drawer-cause" role="status">
          {cause}
        </p>
      </section>
      <section>
        <header>
          <h2>{words.panels.bytesPlace}</h2>
          <span className="spring" />
          <Neighbours {...{ model, chosen, onChoose }} kinship="device" />
          <Neighbours {...{ model, chosen, onChoose }} kinship="buffer" />
        </header>
        <BytesPlace command={command} firstNs={model.firstNs} />
      </section>
    </div>
  );
}

/** Medians of all kept commands with the same code. */
function useMedians(model: CommandsSource, version: number, code: number | null): Medians | null {
  const begin = useCallback(
    function* () {
      if (code === null) return null;
      const same: Filter = {
        kind: "compare",
        field: "cmd",
        operator: "==",
        value: { number: code },
      };
      return yield* mediansOf(model, yield* pick(model, null, same));
    },
    [model, code],
  );
  return useSliced(begin, version).result;
}

function spentNs({ hops }: ChosenCommand): Parameters<typeof causeOf>[0] {
  return Object.fromEntries(
    hops.map(({ stage, us }) => [stage, us === null ? Number.NaN : us * 1_000]),
  ) as Parameters<typeof causeOf>[0];
}

function causeText(
  command: ChosenCommand,
  medians: Medians | null,
  w: Words["panels"],
  format: Format,
): string {
  if (medians === null) return w.counting;
  const cause = causeOf(spentNs(command), medians);
  if (cause !== null)
    return w.slow(
      w.stages[cause.stage],
      spanText(format, cause.ns),
      timesText(format, cause.times),
    );
  if (command.row.totalMs === null) return w.notEnded;
  const longest = longestStage(command.row.stages);
  const share = command.hops.find(({ stage }) => stage === longest)?.share ?? 0;
  return longest === null
    ? w.noSlow
    : `${w.noSlow} ${w.mostly(w.stages[longest], format.percentRound(share))}`;
}

function CopyButton({ text }: { readonly text: string }): React.JSX.Element {
  const { panels: w } = useWords();
  const copyText = useCopy();
  const copy = (): void => copyText(text);
  useViewAction("copyText", copy);
  return (
    <Button size="small" tone="quiet" icon={<Copy {...iconSmall} />} onClick={copy}>
      {w.copy}
    </Button>
  );
}

function Hops({
  command,
  medians,
}: {
  readonly command: ChosenCommand;
  readonly medians: Medians | null;
}): React.JSX.Element {
  const { panels: w } = useWords();
  const format = useFormat();
  return (
    <table className="drawer-hops" aria-label={w.hops}>
      <thead>
        <tr>
          <th scope="col">{w.columns.stage}</th>
          <th scope="col">{w.callOf}</th>
          <th scope="col" className="number">
            {w.took}
          </th>
          <th scope="col" className="number">
            {w.share}
          </th>
          <th scope="col" className="number" data-tip={w.ofMedianTip}>
            {w.ofMedian}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {command.hops.map(({ stage, owner, us, from, share }) => {
          const ns = us === null ? Number.NaN : us * 1_000;
          const median = medians?.[stage] ?? Number.NaN;
          return (
            <tr key={stage}>
              <th scope="row">
                <OwnerSign owner={owner} /> {w.stages[stage]}
              </th>
              <td>
                <code>{w.calls[stage]}</code>
              </td>
              <td className="number">{spanText(format, ns)}</td>
              <td className="number quiet">{us === null ? "" : format.percentRound(share)}</td>
              <td className={`number ${isSlow(ns, median) ? "warn" : "quiet"}`}>
                {Number.isFinite(ns / median) ? w.timesText(timesText(format, ns / median)) : ""}
              </td>
              <td className="drawer-bar" aria-hidden>
                <span className={ownerClass(owner)}>
                  <i style={{ marginLeft: `${100 * from}%`, width: `${100 * share}%` }} />
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface NeighboursProps {
  readonly model: CommandsSource;
  readonly chosen: CommandRef;
  readonly onChoose: (chosen: CommandRef) => void;
  readonly kinship: Kinship;
}

/** Two buttons: the command before and after with the same device or buffer. */
function Neighbours({ model, chosen, onChoose, kinship }: NeighboursProps): React.JSX.Element {
  const { panels: w } = useWords();
  const name = kinship === "device" ? w.sameDevice : w.sameBuffer;
  const go = (by: 1 | -1): void => {
    const next = neighbourOf(model, chosen, by, kinship);
    if (next !== null) onChoose(next);
  };
  const none = (by: 1 | -1, why: string): string | null =>
    neighbourOf(model, chosen, by, kinship) === null ? why : null;
  return (
    <span className="drawer-neighbours" role="group" aria-label={name}>
      <Button
        size="small"
        tone="quiet"
        label={w.before(name)}
        icon={<ChevronLeft {...iconSmall} />}
        disabledReason={none(-1, w.noBefore)}
        onClick={() => go(-1)}
      />
      <span className="caption">{name}</span>
      <Button
        size="small"
        tone="quiet"
        label={w.after(name)}
        icon={<ChevronRight {...iconSmall} />}
        disabledReason={none(1, w.noAfter)}
        onClick={() => go(1)}
      />
    </span>
  );
}

function BytesPlace({
  command: { row, addresses, startNs },
  firstNs,
}: {
  readonly command: ChosenCommand;
  readonly firstNs: number;
}): React.JSX.Element {
  const { panels: w, timeline } = useWords();
  const format = useFormat();
  const secondary = row.secondary ?? 0;
  const places = [
    [{ kind: "server" } as const, timeline.server, addresses.server],
    [{ kind: "primary" } as const, timeline.primary, addresses.primary],
    [
      { kind: "secondary", index: secondary } as const,
      timeline.secondary(secondary + 1),
      addresses.secondary,
    ],
  ] as const;
  const size = format.text(format.size(row.size));
  return (
    <dl className="drawer-facts">
      <dt>{w.size}</dt>
      <dd>
        {row.position < 0 ? size : w.atPosition(size, format.text(format.size(row.position)))}
      </dd>
      <dt>{w.order}</dt>
      <dd>{w.orderText(format.count(row.sequence), row.device + 1)}</dd>
      <dt>{w.begin}</dt>
      <dd>{w.afterFirst(format.twoDecimals((startNs - firstNs) / 1e6))}</dd>
      <dt>{w.handle}</dt>
      <dd>
        <HandleFacts row={row} />
      </dd>
      {places.map(([owner, name, address]) => (
        <div key={owner.kind} className="drawer-place">
          <dt>
            <OwnerSign owner={owner} /> {name}
          </dt>
          <dd className="mono selectable">{addressText(address)}</dd>
        </div>
      ))}
      <dt>{w.completed}</dt>
      <dd>
        <Completion row={row} />
      </dd>
    </dl>
  );
}

function HandleFacts({ row }: { readonly row: CommandRow }): React.JSX.Element {
  const { panels: w } = useWords();
  if (row.handle === 0) return <>{dash}</>;
  return (
    <>
      <span className="mono selectable">{handleText(row.handle, true)}</span>{" "}
      <span className="quiet">{handleWords(row.handle, w).join(", ")}</span>
    </>
  );
}

function Completion({ row }: { readonly row: CommandRow }): React.JSX.Element {
  const { panels: w } = useWords();
  const completion = completionOf(row);
  if (completion === null) return <>{w.notCompleted}</>;
  return (
    <CodeChip
      name={completion.name}
      number={completion.number}
      tone={row.completion === 0 ? "ok" : "error"}
    />
  );
}
