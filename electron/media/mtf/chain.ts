/**
 * Do backups fit together: what restores to which time, and where log is missing.
 *
 * Pure. A log backup continues from an LSN when it begins at or before it and ends after it. A differential
 * needs the full backup that it names. Both have to be of the same recovery fork.
 */
import type {
  BackupReport,
  BackupSetFacts,
  Chain,
  ChainStep,
  DamageFacts,
  DatabaseChain,
  RestoreTarget,
} from "../../contract/inspection.ts";
import { chainWords } from "./chain-words.ts";

/** A set with what tells whether it can be used, stripes joined. */
interface Link {
  readonly set: BackupSetFacts;
  readonly files: string[];
  isUsable: boolean;
  /** Some of its pages are wrong. */
  isDamaged: boolean;
}

/** Damage within the data: the set restores all the same, WITH CONTINUE_AFTER_ERROR, without those pages. */
const spared: ReadonlySet<DamageFacts["code"]> = new Set([
  "pageChecksum",
  "pageTornBits",
  "pageIdentity",
  "backupChecksum",
]);

/** The chain of everything in some files, stripes of one set counted once. */
export function chainOf(reports: readonly BackupReport[]): Chain {
  const databases = [...byDatabase(linksOf(reports)).values()].map(databaseChain);
  const fits = databases.length > 0 && databases.every((one) => one.fits);
  return { fits, words: databases.flatMap(chainWords), databases };
}

function linksOf(reports: readonly BackupReport[]): Link[] {
  const links = new Map<string, Link>();
  const inOrder = reports.toSorted(
    (a, b) => (a.media?.familySequence ?? 0) - (b.media?.familySequence ?? 0),
  );
  for (const report of inOrder) {
    for (const set of report.sets) {
      const key = `${set.backupSetId}/${report.media?.mediaSetId ?? ""}/${set.position}`;
      const isUsable = report.complete && report.damage.every(({ code }) => spared.has(code));
      const isDamaged = report.damage.length > 0;
      const known = links.get(key);
      if (known === undefined) {
        links.set(key, { set, files: [report.file], isUsable, isDamaged });
      } else {
        known.files.push(report.file);
        known.isUsable &&= isUsable;
        known.isDamaged ||= isDamaged;
      }
    }
  }
  return [...links.values()];
}

function byDatabase(links: readonly Link[]): Map<string, Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const key = `${link.set.databaseName}/${link.set.familyId}`;
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  return groups;
}

/** Restoring order: by what a set contains up to, full before differential before log. */
function inRestoreOrder(links: readonly Link[]): Link[] {
  const rank = { Database: 0, Differential: 1 } as Readonly<Record<string, number>>;
  const rankOf = ({ set }: Link): number => rank[set.type] ?? 2;
  return links.toSorted(
    (a, b) =>
      compareTimes(a.set.backupStart, b.set.backupStart) ||
      compareLsn(a.set.lastLsn, b.set.lastLsn) ||
      rankOf(a) - rankOf(b),
  );
}

function databaseChain(group: readonly Link[]): DatabaseChain {
  const links = inRestoreOrder(group);
  const usable = links.filter(({ isUsable }) => isUsable);
  const { states, targets, gap } = apply(links, usable);
  for (const link of links) {
    const state = link.isUsable ? leftOver(link, usable, gap) : "incomplete";
    states.set(link, states.get(link) ?? state);
  }
  const steps = links.map((link) => stepOf(link, states.get(link) ?? "baseless"));
  const isMissing = gap !== null && states.get(gap.before) === "gap";
  const first = group[0]?.set;
  return {
    databaseName: first?.databaseName ?? "",
    familyId: first?.familyId ?? "",
    fits: steps.every(({ state }) => ["base", "used", "unneeded"].includes(state)),
    steps,
    gap: isMissing ? gapFacts(gap, links) : null,
    restoresTo: withoutRepeats(targets),
  };
}

/** Every way to begin a restore, each with the logs that follow. */
function apply(
  links: readonly Link[],
  usable: readonly Link[],
): { states: Map<Link, ChainStep["state"]>; targets: RestoreTarget[]; gap: Gap | null } {
  const states = new Map<Link, ChainStep["state"]>();
  const targets: RestoreTarget[] = [];
  let gap: Gap | null = null;
  for (const full of usable.filter(({ set }) => set.type === "Database")) {
    states.set(full, "base");
    const starts = [[full], ...differentialsOf(full, usable).map((one) => [full, one])];
    for (const start of starts) {
      const path = extend(start, usable);
      for (const one of [...start, ...path.used]) states.set(one, states.get(one) ?? "used");
      if (path.gap !== null) gap = laterGap(gap, path.gap);
      targets.push(...targetsOf(start, path.used, links));
    }
  }
  return { states, targets, gap };
}

interface Gap {
  /** The last thing that fits, and the log that does not follow it. */
  readonly after: Link;
  readonly before: Link;
}

function laterGap(one: Gap | null, other: Gap): Gap {
  return one === null || compareLsn(one.after.set.lastLsn, other.after.set.lastLsn) < 0
    ? other
    : one;
}

function gapFacts({ after, before }: Gap, links: readonly Link[]): DatabaseChain["gap"] {
  return {
    afterLsn: after.set.lastLsn,
    nextFirstLsn: before.set.firstLsn,
    afterTime: endOf(after),
    beforeStep: links.indexOf(before),
  };
}

function differentialsOf(full: Link, links: readonly Link[]): Link[] {
  return links.filter(
    ({ set }) => set.type === "Differential" && set.differentialBaseId === full.set.backupSetId,
  );
}

/** Applies logs to a full backup, or one with its differential, as far as they go. */
function extend(start: readonly Link[], links: readonly Link[]): { used: Link[]; gap: Gap | null } {
  const used: Link[] = [];
  let last = start.at(-1);
  if (last === undefined) return { used, gap: null };
  const logs = links
    .filter(({ set }) => set.type === "Log" && set.recoveryForkId === last?.set.recoveryForkId)
    .toSorted((a, b) => compareLsn(a.set.firstLsn, b.set.firstLsn));
  for (const log of logs) {
    if (compareLsn(log.set.lastLsn, last.set.lastLsn) <= 0) continue;
    if (compareLsn(log.set.firstLsn, last.set.lastLsn) > 0) {
      return { used, gap: { after: last, before: log } };
    }
    used.push(log);
    last = log;
  }
  return { used, gap: null };
}

/** Where this start leads: the point itself, or with logs any time up to the last one's. */
function targetsOf(
  start: readonly Link[],
  logs: readonly Link[],
  links: readonly Link[],
): RestoreTarget[] {
  const from = start.at(-1)?.set.backupFinish ?? null;
  const last = logs.at(-1);
  const to = last === undefined ? from : laterTime(from, endOf(last));
  return [{ from, to, steps: [...start, ...logs].map((one) => links.indexOf(one)) }];
}

/** Up to when a set restores: a log backup holds what was done until it began. */
function endOf({ set }: Link): string | null {
  return set.type === "Log" ? set.backupStart : set.backupFinish;
}

/** The same stretch of logs after several starts: the one that begins first is enough. */
function withoutRepeats(targets: readonly RestoreTarget[]): RestoreTarget[] {
  const kept: RestoreTarget[] = [];
  for (const target of targets.toSorted((a, b) => compareTimes(a.from, b.from))) {
    const isInside = kept.some(
      (one) =>
        one.from !== one.to &&
        compareTimes(one.from, target.from) <= 0 &&
        compareTimes(one.to, target.to) >= 0,
    );
    if (!isInside) kept.push(target);
  }
  return kept;
}

/** Why a set was not used. */
function leftOver(link: Link, usable: readonly Link[], gap: Gap | null): ChainStep["state"] {
  const { set } = link;
  if (set.type !== "Log") return set.type === "Differential" ? "baseless" : "unneeded";
  const fulls = usable.filter(({ set: { type } }) => type === "Database");
  if (fulls.length === 0) return "baseless";
  if (!fulls.some((full) => full.set.recoveryForkId === set.recoveryForkId)) return "fork";
  const isBehindGap = gap !== null && compareLsn(set.firstLsn, gap.after.set.lastLsn) > 0;
  return isBehindGap ? "gap" : "unneeded";
}

function stepOf({ set, files, isDamaged }: Link, state: ChainStep["state"]): ChainStep {
  const { position, backupSetId, databaseName, type, firstLsn, lastLsn } = set;
  const { backupStart, backupFinish } = set;
  return {
    file: files[0] ?? "",
    files,
    position,
    backupSetId,
    databaseName,
    type,
    firstLsn,
    lastLsn,
    backupStart,
    backupFinish,
    state,
    isDamaged,
  };
}

/** LSNs in decimal compare as numbers of any length. */
function compareLsn(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

function compareTimes(a: string | null, b: string | null): number {
  return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0;
}

function laterTime(a: string | null, b: string | null): string | null {
  return compareTimes(a, b) < 0 ? b : a;
}
