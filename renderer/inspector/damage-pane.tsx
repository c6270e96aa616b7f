import { Check, CircleX } from "lucide-react";
import type { DamageFacts, Inspection } from "../../electron/contract/inspection.ts";
import { useFormat, useWords } from "../app-context.ts";
import { iconSize } from "../ui/icons.ts";
import { checksOf, damageOf, type FileDamage, nameOf, type SetRow } from "./inspector-model.ts";
import { hexOffset } from "./structure-section.tsx";

/** So many places are told in full; the rest is counted, and in the JSON. */
const shownMax = 50;

interface DamagePaneProps {
  readonly inspection: Inspection;
  readonly rows: readonly SetRow[];
}

/** What is wrong, where, and what to do about it. */
export function DamagePane({ inspection, rows }: DamagePaneProps): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const { list, leftOut } = damageOf(inspection);
  const total = list.length + leftOut;
  const shown = list.slice(0, shownMax);
  const isVerified = checksOf(inspection) !== null;
  return (
    <section aria-label={w.damage}>
      <div className="pane-head">
        <h2>{w.damage}</h2>
        <span className="caption">{total === 0 ? "" : w.places(format.count(total))}</span>
      </div>
      {total === 0 && (
        <div className="damage-none">
          <Check {...iconSize} />
          <div>
            <h3>{w.noDamage}</h3>
            <p>{isVerified ? w.allVerified : `${w.noDamageText} ${w.notVerified}`}</p>
          </div>
        </div>
      )}
      {shown.map((one, index) => (
        <DamageItem key={index} one={one} isFirst={index === 0} rows={rows} />
      ))}
      {total > shown.length && (
        <p className="damage-more quiet">{w.more(format.count(total - shown.length))}</p>
      )}
    </section>
  );
}

interface DamageItemProps {
  readonly one: FileDamage;
  readonly isFirst: boolean;
  readonly rows: readonly SetRow[];
}

function DamageItem({ one, isFirst, rows }: DamageItemProps): React.JSX.Element {
  const words = useWords();
  const { inspector: w } = words;
  const { damage, file } = one;
  const { page } = damage;
  return (
    <div className="damage-item">
      <h3>
        <CircleX {...iconSize} className="err" />
        {words.damageWords(damage.code, damage.subject)}
      </h3>
      <p className="selectable">
        {nameOf(file)} <span className="mono">{w.damageAt(hexOffset(damage.offset))}</span>
        {page !== null && `. ${w.pageSays(page.stored, page.computed)}`}
      </p>
      {page !== null && page.head !== "" && isFirst && (
        <PageHead offset={damage.offset} head={page.head} />
      )}
      {isFirst && <Remedy damage={damage} database={databaseOf(file, rows)} />}
    </div>
  );
}

function databaseOf(file: string, rows: readonly SetRow[]): string {
  return rows.find(({ step }) => step.files.includes(file))?.step.databaseName ?? "";
}

function Remedy({
  damage,
  database,
}: {
  readonly damage: DamageFacts;
  readonly database: string;
}): React.JSX.Element {
  const { inspector: w } = useWords();
  const { page, code } = damage;
  const text =
    page !== null ? w.restorePage : code === "stripeMissing" ? w.giveStripes : w.otherCopy;
  return (
    <>
      <p>
        <strong>{w.whatToDo}</strong> {text}
      </p>
      {page !== null && (
        <pre className="code selectable" tabIndex={0} aria-label={w.whatToDo}>
          {`RESTORE DATABASE [${database.replaceAll("]", "]]")}] PAGE = '${page.fileId}:${page.pageId}'\n  FROM DISK = N'…' WITH NORECOVERY;`}
        </pre>
      )}
    </>
  );
}

/** The checksum's place in a page's head. */
const checksumAt = 60;
const checksumEnd = 64;
const bytesPerLine = 16;

/** A page's first bytes, its checksum inverse. */
function PageHead({
  offset,
  head,
}: {
  readonly offset: number;
  readonly head: string;
}): React.JSX.Element {
  const bytes = head.match(/../g) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / bytesPerLine) }, (_, line) => line);
  return (
    <pre className="page-head-bytes selectable" tabIndex={0} aria-label={hexOffset(offset)}>
      {lines.map((line) => (
        <span key={line} className="hex-line">
          <span className="damage-offset">
            {hexOffset(offset + line * bytesPerLine).slice(2)}
            {"  "}
          </span>
          {bytes.slice(line * bytesPerLine, (line + 1) * bytesPerLine).map((byte, column) => {
            const at = line * bytesPerLine + column;
            const isSum = at >= checksumAt && at < checksumEnd;
            const look = isSum ? "hex-wrong" : byte === "00" ? "hex-zero" : "";
            return (
              <span key={column} className={look}>
                {column === 8 ? " " : ""}
                {byte}{" "}
              </span>
            );
          })}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
