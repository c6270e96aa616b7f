/** An inspection as the page's lists want it. Pure. */
import type {
  BackupReport,
  BackupSetFacts,
  ChainStep,
  ChecksFacts,
  DamageFacts,
  DatabaseChain,
  Inspection,
} from "../../electron/contract/inspection.ts";

/** A backup set, its stripes joined. */
export interface SetRow {
  readonly key: string;
  readonly step: ChainStep;
  readonly facts: BackupSetFacts;
  readonly chain: DatabaseChain;
  /** Of its files, in the order of the stripes. */
  readonly reports: readonly BackupReport[];
  /** Places of damage in its files. */
  readonly damaged: number;
}

/** All sets in the order in which they restore, database by database. */
export function rowsOf({ files, chain }: Inspection): SetRow[] {
  return chain.databases.flatMap((database) =>
    database.steps.flatMap((step) => {
      const reports = step.files.flatMap((file) => files.find((one) => one.file === file) ?? []);
      const facts = reports[0]?.sets.find(({ position }) => position === step.position);
      if (facts === undefined) return [];
      const damaged = reports.reduce((sum, { damage }) => sum + damage.length, 0);
      const key = `${step.file}/${step.position}`;
      return [{ key, step, facts, chain: database, reports, damaged }];
    }),
  );
}

export interface FileDamage {
  readonly file: string;
  readonly damage: DamageFacts;
}

/** Everything wrong in all files, and how much more there is than is listed. */
export function damageOf({ files }: Inspection): { list: FileDamage[]; leftOut: number } {
  return {
    list: files.flatMap(({ file, damage }) => damage.map((one) => ({ file, damage: one }))),
    leftOut: files.reduce((sum, { damageLeftOut }) => sum + damageLeftOut, 0),
  };
}

/** The checks of all media sets; stripes of one share theirs. null: nothing was verified. */
export function checksOf({ files }: Inspection): ChecksFacts | null {
  const bySet = new Map<string, ChecksFacts>();
  for (const { file, media, checks } of files) {
    if (checks !== null) bySet.set(media?.mediaSetId ?? file, checks);
  }
  if (bySet.size === 0) return null;
  return [...bySet.values()].reduce((sum, one) => ({
    headers: sum.headers + one.headers,
    pagesRight: sum.pagesRight + one.pagesRight,
    pagesWrong: sum.pagesWrong + one.pagesWrong,
    pagesBare: sum.pagesBare + one.pagesBare,
    pagesUnallocated: sum.pagesUnallocated + one.pagesUnallocated,
    pagesUnjudged: sum.pagesUnjudged + one.pagesUnjudged,
    backupChecksumsRight: sum.backupChecksumsRight + one.backupChecksumsRight,
    backupChecksumsWrong: sum.backupChecksumsWrong + one.backupChecksumsWrong,
  }));
}

/** Damage of headers and structure, not of pages or backup checksums. */
export function structureDamage(list: readonly FileDamage[]): number {
  const others = [
    "pageChecksum",
    "pageTornBits",
    "pageIdentity",
    "backupChecksum",
    "stripeMissing",
  ];
  return list.filter(({ damage }) => !others.includes(damage.code)).length;
}

/** Wrong pages of one file of the database, among those listed. */
export function wrongPages(row: SetRow, fileId: number): number {
  return row.reports.reduce(
    (sum, { damage }) => sum + damage.filter(({ page }) => page?.fileId === fileId).length,
    0,
  );
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
