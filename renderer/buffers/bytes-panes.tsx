import { useEffect, useMemo, useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { peekBytesMax } from "../../electron/contract/buffer-calls.ts";
import { decodeBuffer } from "../../electron/contract/mtf/decode-buffer.ts";
import { useFormat, useSettings, useWords } from "../app-context.ts";
import type { Picture } from "../trace/picture.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { BytesTools } from "./bytes-tools.tsx";
import { CommandsPane } from "./commands-pane.tsx";
import { CommandFacts } from "./command-facts.tsx";
import { FieldTree } from "./field-tree.tsx";
import { HexGrid } from "./hex-grid.tsx";
import { offsetText } from "./hex-model.ts";
import { nodeAt } from "./tree-model.ts";
import { useFieldChoice } from "./use-field-choice.ts";
import { usePeek, type Copy } from "./use-peek.ts";

interface BytesPanesProps {
  readonly run: Run;
  readonly picture: Picture;
}

/** Commands, decoded tree and bytes: choosing a field lights its bytes, and choosing a byte its field. */
export function BytesPanes({ run, picture }: BytesPanesProps): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  const peek = usePeek(run.runId, run.result !== null);
  const { copy } = peek;
  const nodes = useMemo(() => (copy === null ? [] : decodeBuffer(copy.bytes)), [copy]);
  const choice = useFieldChoice(copy, nodes);
  const chosen = nodeAt(nodes, choice.path);
  return (
    <div className="bytes-panes">
      <CommandsPane picture={picture} />
      <section className="decoded-pane" aria-label={buffers.decoded} data-region tabIndex={-1}>
        <div className="pane-head">
          <h2>{buffers.decoded}</h2>
          {copy !== null && (
            <span className="caption ellipsis">
              {buffers.decodedFrom(
                buffers.bytesCount(format.count(copy.bytes.length)),
                offsetText(copy.offset),
              )}
            </span>
          )}
        </div>
        <CommandFacts picture={picture} copy={copy} />
        {copy === null ? (
          <Empty title={buffers.nothingDecoded} text={buffers.nothingDecodedText} />
        ) : (
          <>
            {nodes.every(({ kind }) => kind === "data") && run.result === null && (
              <p className="nothing-known">
                {buffers.nothingKnown}
                <Button size="small" onClick={() => peek.moveTo(onwards(run, peek.offset))}>
                  {buffers.lookOn}
                </Button>
              </p>
            )}
            <FieldTree nodes={nodes} base={copy.offset} choice={choice} />
          </>
        )}
      </section>
      <section className="bytes-pane" aria-label={buffers.bytes} data-region tabIndex={-1}>
        <div className="pane-head">
          <h2>{buffers.bytes}</h2>
          <span className="caption ellipsis">
            {copy === null ? <NothingYet run={run} /> : <Age copy={copy} />}
          </span>
        </div>
        <BytesTools run={run} picture={picture} peek={peek} />
        {copy === null ? (
          <Empty title={buffers.noBytes} text={buffers.noBytesText} />
        ) : (
          <HexGrid
            bytes={copy.bytes}
            base={copy.offset}
            lit={chosen === null ? null : { at: chosen.at, bytes: chosen.bytes }}
            structures={nodes}
            cursor={choice.cursor}
            onByte={choice.chooseByte}
          />
        )}
        <p className="visually-hidden" role="status">
          {chosen !== null &&
            copy !== null &&
            buffers.fieldAt(
              chosen.name,
              offsetText(copy.offset + chosen.at),
              format.count(chosen.bytes),
            )}
        </p>
      </section>
    </div>
  );
}

/** The next piece of the data zone, the first one after the last. */
function onwards(run: Run, offset: number): number {
  const next = offset + peekBytesMax;
  return next < (run.set?.transferSize ?? 0) ? next : 0;
}

/** What will become of a copy. */
function NothingYet({ run }: { readonly run: Run }): React.JSX.Element {
  const { buffers } = useWords();
  const isOn = useSettings(({ settings }) => settings.recordPeeks) && run.result === null;
  return (
    <span className={isOn ? "warn" : ""}>{isOn ? buffers.willRecord : buffers.notRecorded}</span>
  );
}

/** How old the copy is, four times a second. */
function Age({ copy }: { readonly copy: Copy }): React.JSX.Element {
  const { buffers } = useWords();
  const format = useFormat();
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, nowMs - copy.takenMs) / 1000;
  const age = seconds < 60 ? `${format.decimal(seconds)} s` : format.duration(seconds);
  return (
    <span className={copy.isRecorded ? "warn" : ""}>
      {buffers.copyOf(format.count(copy.bytes.length), age, copy.isRecorded)}
    </span>
  );
}
