import { Check } from "lucide-react";
import { useFormat, useWords } from "../app-context.ts";
import { countOwners } from "../trace/picture.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import type { DiagramPart } from "./diagram-parts.ts";
import { secondariesOf } from "./diagram-layout.ts";

/** Signs of secondaries that have room one by one. */
const signsMax = 3;

/** Who holds how many buffers; the counts add up to all of them. */
export function OwnerLegend(
  props: DiagramPart & { readonly bufferCount: number },
): React.JSX.Element {
  const { run, picture, layout, bufferCount } = props;
  const words = useWords();
  const format = useFormat();
  const { parts, monitor } = words;
  const secondaryCount = secondariesOf(run).length;
  const counts = countOwners(picture, bufferCount, secondaryCount);
  const held = counts.secondaries.reduce((sum, count) => sum + count, 0);
  const text = (count: number): string => format.count(count);
  if (layout.isCompact) {
    const isFew = secondaryCount <= 3;
    return (
      <div className="owner-legend compact">
        <p>
          <OwnerSign owner={{ kind: "server" }} label={parts.server} />{" "}
          <span>{text(counts.server)}</span>
          <OwnerSign owner={{ kind: "primary" }} label={parts.primary} />{" "}
          <span>{text(counts.primary)}</span>
          {isFew &&
            counts.secondaries.map((count, index) => (
              <span key={index} className="pair">
                <OwnerSign
                  owner={{ kind: "secondary", index }}
                  label={parts.secondaryN(index + 1)}
                />{" "}
                <span>{text(count)}</span>
              </span>
            ))}
          {!isFew && (
            <span>
              {parts.secondaries} {text(held)}
            </span>
          )}
        </p>
        <p className="quiet">
          {monitor.diagram.completedFree(text(counts.completed), text(counts.free))}
        </p>
      </div>
    );
  }
  return (
    <ul className="owner-legend">
      <li>
        <OwnerSign owner={{ kind: "server" }} />
        <span>{parts.server}</span>
        <b>{text(counts.server)}</b>
      </li>
      <li>
        <OwnerSign owner={{ kind: "primary" }} />
        <span>{parts.primary}</span>
        <b>{text(counts.primary)}</b>
      </li>
      <li>
        <SecondarySigns count={secondaryCount} />
        <span>{parts.secondaries}</span>
        <b>{text(held)}</b>
      </li>
      <li>
        <i className="sign-completed" aria-hidden>
          <Check size={11} strokeWidth={2} />
        </i>
        <span>{parts.completed}</span>
        <b>{text(counts.completed)}</b>
      </li>
      <li>
        <i className="sign-free" aria-hidden />
        <span>{parts.free}</span>
        <b>{text(counts.free)}</b>
      </li>
      {counts.error > 0 && (
        <li>
          <OwnerSign owner={{ kind: "error" }} />
          <span>{parts.error}</span>
          <b>{text(counts.error)}</b>
        </li>
      )}
    </ul>
  );
}

function SecondarySigns({ count }: { readonly count: number }): React.JSX.Element {
  if (count > signsMax) {
    return (
      <span className="signs">
        <OwnerSign owner={{ kind: "secondary", index: 0 }} />–
        <OwnerSign owner={{ kind: "secondary", index: count - 1 }} />
      </span>
    );
  }
  return (
    <span className="signs">
      {Array.from({ length: count }, (_, index) => (
        <OwnerSign key={index} owner={{ kind: "secondary", index }} />
      ))}
    </span>
  );
}
