import { Fragment } from "react";
import type {
  ChainStep,
  DatabaseChain,
  RestoreTarget,
} from "../../electron/contract/inspection.ts";
import { useFormat, useWords } from "../app-context.ts";
import type { Format } from "../format.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import type { Words } from "../words/words.ts";
import { nameOf } from "./inspector-model.ts";
import { restoreStatements } from "./restore-statements.ts";
import { serverTime } from "./server-time.ts";

interface ChainPaneProps {
  readonly chain: DatabaseChain;
  readonly isTable: boolean;
}

/** Whether the backups of one database fit together: as a strip, in words, and as statements. */
export function ChainPane({ chain, isTable }: ChainPaneProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.inspector;
  const target = chain.restoresTo.at(-1);
  return (
    <section className="chain" aria-label={w.chain}>
      <div className="pane-head">
        <h2>{w.chain}</h2>
        <span className="caption ellipsis">
          {chain.databaseName}, {w.chainHint}
        </span>
      </div>
      <div className="chain-body">
        {isTable ? <ChainTable chain={chain} /> : <ChainStrip chain={chain} />}
        <p className="selectable">
          <strong>
            {chain.restoresTo.length === 0
              ? w.restoresToNothing
              : w.restoresTo(
                  chain.restoresTo.map((one) => targetWords(one, w, format)).join(w.and),
                )}
          </strong>{" "}
          {chain.gap !== null && w.gapText(chain.gap.afterLsn, chain.gap.nextFirstLsn)}
          {chain.fits && w.chainFits}
        </p>
        {chain.steps
          .filter(({ state }) => !["base", "used", "gap"].includes(state))
          .map((step) => (
            <p key={`${step.file}/${step.position}`} className="quiet selectable">
              {nameOf(step.file)} {w.state[step.state]}.
            </p>
          ))}
        {target !== undefined && <Statements chain={chain} target={target} />}
      </div>
    </section>
  );
}

function targetWords({ from, to }: RestoreTarget, w: Words["inspector"], format: Format): string {
  const end = serverTime(to, format);
  return from === to ? end : w.anyTime(serverTime(from, format), end);
}

type Kind = "full" | "differential" | "logs";

function kindOf({ type }: ChainStep): Kind {
  if (type === "Log") return "logs";
  return type.toLowerCase().endsWith("differential") ? "differential" : "full";
}

/** The rows of the strip: full above differential above log, those that there are. */
function kindsOf({ steps }: DatabaseChain): Kind[] {
  const all: readonly Kind[] = ["full", "differential", "logs"];
  return all.filter((kind) => steps.some((step) => kindOf(step) === kind));
}

function ChainStrip({ chain }: { readonly chain: DatabaseChain }): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const gapAt = chain.gap?.beforeStep ?? -1;
  const said = chain.steps.map((step) => `${w.type(step.type)} ${w.state[step.state]}`).join(", ");
  const kinds = kindsOf(chain);
  const columns = chain.steps.length + (gapAt < 0 ? 0 : 1);
  return (
    <div className="chain-scroll" role="img" aria-label={w.chainPicture(said)}>
      <div
        className="chain-strip"
        style={{ gridTemplateColumns: `auto repeat(${columns}, minmax(34px, 92px))` }}
      >
        {kinds.map((kind, index) => (
          <span key={kind} className="caption" style={{ gridRow: index + 1, gridColumn: 1 }}>
            {w[kind]}
          </span>
        ))}
        {chain.steps.map((step, index) => {
          const gridColumn = index + 2 + (gapAt >= 0 && index >= gapAt ? 1 : 0);
          return (
            <Fragment key={`${step.file}/${step.position}`}>
              <span
                className={`chain-step ${step.state}`}
                style={{ gridRow: kinds.indexOf(kindOf(step)) + 1, gridColumn }}
                data-tip={`${nameOf(step.file)}: ${w.state[step.state]}`}
              >
                {nameOf(step.file)}
              </span>
              <span
                className="chain-time caption"
                style={{ gridRow: kinds.length + 1, gridColumn }}
              >
                {serverTime(step.backupFinish ?? step.backupStart, format, true)}
              </span>
            </Fragment>
          );
        })}
        {gapAt >= 0 && (
          <span
            className="chain-step hole"
            style={{ gridRow: kinds.length, gridColumn: gapAt + 2 }}
          >
            <span>{w.gap}</span>
          </span>
        )}
      </div>
    </div>
  );
}

function ChainTable({ chain }: { readonly chain: DatabaseChain }): React.JSX.Element {
  const { inspector: w } = useWords();
  return (
    <div className="pane-scroll" tabIndex={0} role="group" aria-label={w.chain}>
      <table className="table chain-table">
        <thead>
          <tr>
            <th>{w.file}</th>
            <th>{w.column.type}</th>
            <th>{w.stateColumn}</th>
            <th className="number">{w.fact.firstLsn}</th>
            <th className="number">{w.fact.lastLsn}</th>
          </tr>
        </thead>
        <tbody>
          {chain.steps.map((step) => (
            <tr key={`${step.file}/${step.position}`}>
              <td className="clipped" data-tip={step.file}>
                {nameOf(step.file)}
              </td>
              <td>{w.type(step.type)}</td>
              <td>{w.state[step.state]}</td>
              <td className="number mono">{step.firstLsn}</td>
              <td className="number mono">{step.lastLsn}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Statements({
  chain,
  target,
}: {
  readonly chain: DatabaseChain;
  readonly target: RestoreTarget;
}): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const text = restoreStatements(chain, target);
  return (
    <>
      <div className="statements-head">
        <span className="caption">{w.statements(serverTime(target.to, format))}</span>
        <CopyButton text={text} />
      </div>
      <pre className="code selectable" tabIndex={0} aria-label={w.statements("")}>
        {text}
      </pre>
    </>
  );
}
