import { Play } from "lucide-react";
import type { ReactNode } from "react";
import type { Preview } from "../../electron/contract/server-preview.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button, KeyHint } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { KeyFigure } from "../ui/figure.tsx";
import { iconSize } from "../ui/icons.ts";
import { faultText } from "../words/fault-words.ts";
import { CodeBox } from "./code-box.tsx";
import type { Polled } from "./use-polled.ts";

interface PreviewPaneProps {
  readonly preview: Polled<Preview | null>;
  /** How many such jobs run at a time. */
  readonly times: number;
  /** Bytes that are expected in all, and of how many databases; null: what the preview says. */
  readonly expected: { readonly bytes: number; readonly databases: number } | null;
  readonly startText: string;
  /** Nothing that it takes to tell is missing in the form. */
  readonly isComplete: boolean;
  /** Why it cannot start now, or null. */
  readonly disabledReason: string | null;
  readonly onStart: () => void;
  /** Which of several statements is shown. */
  readonly children?: ReactNode;
}

/** What a job on a server takes and says, before it runs, and the button that starts it. */
export function PreviewPane(props: PreviewPaneProps): React.JSX.Element {
  const { preview, isComplete, disabledReason } = props;
  const { serverJob: w } = useWords();
  const { value, problem } = preview;
  return (
    <aside className="preview-pane" aria-label={w.howItWillRun}>
      <section>
        <h3>{w.howItWillRun}</h3>
        {problem !== null && <Empty title={w.failed} text={problem} />}
        {value === null && problem === null && (
          <Empty title={isComplete ? w.reading : w.notComplete} text={w.readingText} />
        )}
        {value !== null && <Figures {...props} value={value} />}
      </section>
      {value !== null && value.problems.length > 0 && <Problems value={value} />}
      {value !== null && (
        <section className="preview-statement">
          {props.children}
          <CodeBox label={w.statementBefore} text={value.statement} />
          <p className="caption">{w.statementHint}</p>
        </section>
      )}
      <section className="preview-start">
        <p className="start-why" role="status">
          {disabledReason}
        </p>
        <Button
          tone="primary"
          size="large"
          icon={<Play {...iconSize} />}
          disabledReason={disabledReason}
          onClick={props.onStart}
        >
          {props.startText}
          <KeyHint keys="Ctrl ↵" />
        </Button>
      </section>
    </aside>
  );
}

function Figures({
  value,
  times,
  expected,
}: PreviewPaneProps & { readonly value: Preview }): React.JSX.Element {
  const { serverJob: w } = useWords();
  const format = useFormat();
  const buffers = format.count(value.bufferCount);
  const size = format.text(format.sizeRound(value.transferSize));
  const neededOf = (bytes: number | null): number | null => expected?.bytes ?? bytes;
  const known = value.space.map(({ neededBytes }) => neededBytes);
  const sum = known.some((bytes) => bytes === null)
    ? null
    : known.reduce<number>((all, bytes) => all + (bytes ?? 0), 0);
  const needed = neededOf(sum);
  return (
    <>
      <dl className="figures preview-figures">
        <KeyFigure
          label={w.memory}
          figure={format.size(value.memoryBytes * times)}
          caption={times === 1 ? w.memoryBasis(buffers, size) : w.memoryTimes(buffers, size, times)}
        />
        <KeyFigure
          label={w.freeMemory}
          figure={format.sizeRound(value.freeMemoryBytes)}
          caption={w.ofServer}
        />
        {value.space.length > 0 && (
          <KeyFigure
            label={w.space}
            figure={format.sizeRound(needed)}
            caption={
              needed === null
                ? w.spaceUnknown
                : value.files.length > 0
                  ? w.spaceFiles
                  : w.spaceAll(expected?.databases ?? 1)
            }
          />
        )}
      </dl>
      {value.space.map(({ folder, neededBytes, freeBytes }) => {
        const wanted = value.space.length === 1 ? neededOf(neededBytes) : neededBytes;
        return <FolderLine key={folder} folder={folder} needed={wanted} free={freeBytes} />;
      })}
    </>
  );
}

interface FolderLineProps {
  readonly folder: string;
  readonly needed: number | null;
  readonly free: number | null;
}

function FolderLine({ folder, needed, free }: FolderLineProps): React.JSX.Element {
  const { serverJob: w } = useWords();
  const format = useFormat();
  const say = (bytes: number | null): string => format.text(format.sizeRound(bytes));
  const isShort = free !== null && needed !== null && needed > free;
  const share = free === null || free === 0 ? 0 : Math.min(1, (needed ?? 0) / free);
  const text =
    free === null
      ? w.folderMissing
      : needed === null
        ? w.freeLine(say(free))
        : w.folderLine(say(needed), say(free));
  return (
    <>
      <div className={`folder-bar ${isShort ? "warn" : ""}`}>
        <span className="mono ellipsis" data-tip={folder}>
          {folder}
        </span>
        <span className="folder-track">
          <span style={{ width: `${share * 100}%` }} />
        </span>
        <span className="number">{text}</span>
      </div>
      {isShort && <p className="warn folder-warning">{w.tooSmall}</p>}
    </>
  );
}

function Problems({ value }: { readonly value: Preview }): React.JSX.Element {
  const { serverJob: w, language } = useWords();
  return (
    <section role="status">
      <h3>{w.problems}</h3>
      <ul className="preview-problems">
        {value.problems.map((fault, index) => {
          const { message, remedy } = faultText(language, fault.code, fault.parameters, fault);
          return (
            <li key={index} className="selectable">
              <span className="err">{message}</span> {remedy}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
