import { Check, CircleX, Minus } from "lucide-react";
import type { Inspection } from "../../electron/contract/inspection.ts";
import { useFormat, useWords } from "../app-context.ts";
import { iconSmall } from "../ui/icons.ts";
import { checksOf, damageOf, structureDamage } from "./inspector-model.ts";

interface Line {
  readonly name: string;
  readonly value: string;
  /** null: not known yet, or nothing to check. */
  readonly isRight: boolean | null;
}

/** What was checked and how it came out. */
export function ChecksPane({ inspection }: { readonly inspection: Inspection }): React.JSX.Element {
  const { inspector: w } = useWords();
  const lines = useLines(inspection);
  const notes = useNotes(inspection);
  return (
    <section className="checks" aria-label={w.checks}>
      <div className="pane-head">
        <h2>{w.checks}</h2>
      </div>
      <ul>
        {lines.map(({ name, value, isRight }) => (
          <li key={name}>
            <CheckMark isRight={isRight} />
            <span>{name}</span>
            <span className={isRight === false ? "err" : "quiet"}>{value}</span>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className="caption">
          {note}
        </p>
      ))}
    </section>
  );
}

function CheckMark({ isRight }: { readonly isRight: boolean | null }): React.JSX.Element {
  if (isRight === null) return <Minus {...iconSmall} />;
  return isRight ? <Check {...iconSmall} /> : <CircleX {...iconSmall} className="err" />;
}

function useLines(inspection: Inspection): Line[] {
  const { inspector: w } = useWords();
  const format = useFormat();
  const { list } = damageOf(inspection);
  const checks = checksOf(inspection);
  const missing = list.filter(({ damage }) => damage.code === "stripeMissing").length;
  const wrongStructure = structureDamage(list);
  const count = format.count;
  const sums = (checks?.backupChecksumsRight ?? 0) + (checks?.backupChecksumsWrong ?? 0);
  const verdict = (right: number, wrong: number): Pick<Line, "value" | "isRight"> => ({
    value: right + wrong === 0 ? w.noneThere : w.rightWrong(count(right), count(wrong)),
    isRight: right + wrong === 0 ? null : wrong === 0,
  });
  const later = { value: w.notChecked, isRight: null };
  return [
    {
      name: w.checkHeaders,
      value: wrongStructure === 0 ? w.rightPages : w.wrong(count(wrongStructure)),
      isRight: wrongStructure === 0,
    },
    {
      name: w.checkMedia,
      value: missing === 0 ? w.mediaWhole : w.mediaMissing(count(missing)),
      isRight: missing === 0,
    },
    {
      name: w.checkPages,
      ...(checks === null ? later : verdict(checks.pagesRight, checks.pagesWrong)),
    },
    {
      name: w.checkSums,
      ...(checks === null
        ? later
        : verdict(sums - checks.backupChecksumsWrong, checks.backupChecksumsWrong)),
    },
  ];
}

/** What the checks do not cover. */
function useNotes(inspection: Inspection): string[] {
  const { inspector: w } = useWords();
  const format = useFormat();
  const checks = checksOf(inspection);
  if (checks === null) return [];
  const notes: [number, (n: string) => string][] = [
    [checks.pagesBare, w.bare],
    [checks.pagesUnallocated, w.unallocated],
    [checks.pagesUnjudged, w.unjudged],
  ];
  return notes.flatMap(([n, words]) => (n === 0 ? [] : [words(format.count(n))]));
}
