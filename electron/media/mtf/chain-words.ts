/** A chain in English sentences, for the terminal and the JSON. */
import type { ChainStep, DatabaseChain } from "../../contract/inspection.ts";

/** What the backups of one database restore to, what is missing, and what is of no use. */
export function chainWords(chain: DatabaseChain): string[] {
  const name = chain.databaseName === "" ? "(no name)" : chain.databaseName;
  return [
    chain.restoresTo.length === 0
      ? `${name}: nothing here can be restored by itself.`
      : `${name}: restores to ${chain.restoresTo.map(targetWords).join("; ")}.`,
    ...(chain.gap === null ? [] : [gapWords(chain, chain.gap)]),
    ...chain.steps.flatMap(stepWords),
  ];
}

function targetWords({ from, to, steps }: DatabaseChain["restoresTo"][number]): string {
  const count = steps.length === 1 ? "1 backup" : `${steps.length} backups`;
  const when = from === to ? said(to) : `any time from ${said(from)} to ${said(to)}`;
  return `${when} (${count})`;
}

function gapWords(chain: DatabaseChain, gap: NonNullable<DatabaseChain["gap"]>): string {
  const next = chain.steps[gap.beforeStep];
  const where = next === undefined ? "" : ` before ${setWords(next)}`;
  return `Log is missing from LSN ${gap.afterLsn} to ${gap.nextFirstLsn}${where}.`;
}

const reasons: Readonly<Partial<Record<ChainStep["state"], string>>> = {
  gap: "is of no use: log before it is missing",
  fork: "is of another recovery fork",
  baseless: "is of no use: its full backup is not here",
  incomplete: "cannot be used: it is damaged or incomplete",
  unneeded: "is not needed",
};

function stepWords(step: ChainStep): string[] {
  const reason = reasons[step.state];
  return reason === undefined ? [] : [`${setWords(step)} ${reason}.`];
}

function setWords({ type, file, position }: ChainStep): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return `${type} ${name}${position === 1 ? "" : `, position ${position}`}`;
}

function said(time: string | null): string {
  return time === null ? "an unknown time" : time.replace("T", " ");
}
