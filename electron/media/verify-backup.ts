/**
 * Checks the data of a backup set: every page of every stripe, and the backup checksums.
 *
 * Native threads read and sum; here is only what is asked and what it means. A set's stripes are checked
 * together, because the PFS page that says whether a page counts may lie in another stripe.
 */
import type { ChecksFacts, DamageFacts } from "../contract/inspection.ts";
import { hexNumber } from "../contract/mtf/bytes.ts";
import { type DamageCode, damageText } from "../contract/mtf/damage.ts";
import { pageHeadBytes } from "../contract/mtf/page.ts";
import type { NativeBackupFile, NativePageReport } from "../vdi/native-backup-file.ts";
import type { DataStream } from "./mtf/read-backup.ts";

/** One stripe of a set. */
export interface Stripe {
  readonly backup: NativeBackupFile;
  readonly data: readonly DataStream[];
}

export interface StripeDamage {
  readonly damage: DamageFacts[];
  /** More pages were wrong than are listed; counted with the first stripe. */
  damageLeftOut: number;
}

export interface SetVerification {
  readonly checks: Omit<ChecksFacts, "headers">;
  /** In the order of the stripes. */
  readonly stripes: StripeDamage[];
}

/** Of so many wrong pages the first bytes are shown. */
const headsMax = 16;
/** How often a running check is asked how far it is. */
const progressMs = 100;

/**
 * @param onBytes how many bytes of the set's data are checked so far
 * @param signal  aborted: the check ends soon and rejects with the signal's reason
 */
export async function verifySet(
  stripes: readonly Stripe[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<SetVerification> {
  const [first, ...others] = stripes;
  if (first === undefined) throw new Error("A set has at least one stripe");
  signal.throwIfAborted();
  const ranges = stripes.flatMap(({ data }, stream) =>
    data.map(({ at, bytes, isPages }) => ({ stream, at, bytes, isPages })),
  );
  const cancel = (): void => first.backup.cancel();
  signal.addEventListener("abort", cancel);
  const timer = setInterval(() => onBytes(first.backup.bytesChecked()), progressMs);
  try {
    const report = await first.backup.check(
      others.map(({ backup }) => backup),
      ranges,
    );
    signal.throwIfAborted();
    onBytes(first.backup.bytesChecked());
    return await verdict(stripes, report);
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", cancel);
  }
}

async function verdict(
  stripes: readonly Stripe[],
  report: NativePageReport,
): Promise<SetVerification> {
  const found: StripeDamage[] = stripes.map(() => ({ damage: [], damageLeftOut: 0 }));
  let pagesWrong = report.findingsLeftOut;
  for (const [index, finding] of report.findings.entries()) {
    const stripe = stripes[finding.stream];
    const isPage = finding.kind !== "unreadable";
    if (isPage) pagesWrong += 1;
    const head = isPage && index < headsMax ? await headOf(stripe, finding.at) : "";
    found[finding.stream]?.damage.push(pageDamage(finding, head));
  }
  if (found[0] !== undefined) found[0].damageLeftOut = report.findingsLeftOut;
  const sums = compareSums(stripes, report.sums, found);
  return {
    checks: {
      pagesRight: report.pagesRight,
      pagesWrong,
      pagesBare: report.pagesBare,
      pagesUnallocated: report.pagesUnallocated,
      pagesUnjudged: report.pagesUnjudged,
      ...sums,
    },
    stripes: found,
  };
}

async function headOf(stripe: Stripe | undefined, at: number): Promise<string> {
  const bytes = (await stripe?.backup.read(at, pageHeadBytes)) ?? new Uint8Array();
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}

const codeOfKind = {
  checksum: "pageChecksum",
  tornBits: "pageTornBits",
  identity: "pageIdentity",
  unreadable: "unreadable",
} as const satisfies Record<string, DamageCode>;

function pageDamage(finding: NativePageReport["findings"][number], head: string): DamageFacts {
  const { fileId, pageId, kind, at } = finding;
  const said = {
    code: codeOfKind[kind],
    subject: kind === "unreadable" ? "" : `${fileId}:${pageId}`,
  };
  const stored = hexNumber(finding.stored, 8);
  const computed = hexNumber(finding.computed, 8);
  return {
    what: damageText(said),
    ...said,
    offset: at,
    of: "stream",
    page: kind === "unreadable" ? null : { fileId, pageId, stored, computed, head },
  };
}

function compareSums(
  stripes: readonly Stripe[],
  sums: readonly number[],
  found: readonly StripeDamage[],
): { backupChecksumsRight: number; backupChecksumsWrong: number } {
  let range = 0;
  let right = 0;
  let wrong = 0;
  for (const [index, { data }] of stripes.entries()) {
    for (const { checksum, isPages } of data) {
      const sum = sums[range];
      range += 1;
      if (checksum === null) continue;
      if (checksum.value === sum) {
        right += 1;
        continue;
      }
      wrong += 1;
      const said = { code: "backupChecksum", subject: isPages ? "MQDA" : "MQTL" } as const;
      found[index]?.damage.push({
        what: damageText(said),
        ...said,
        offset: checksum.at,
        of: "stream",
        page: null,
      });
    }
  }
  return { backupChecksumsRight: right, backupChecksumsWrong: wrong };
}
