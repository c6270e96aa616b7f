import { useMemo } from "react";
import type { Failure, Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { rateUnit } from "../charts/scale.ts";
import { handleText } from "../format.ts";
import { momentOf } from "../shell/run-figures.ts";
import { CodeChip } from "../ui/chips.tsx";
import { injectedFault } from "../words/injected-fault-words.ts";
import { stepText } from "../words/step-words.ts";
import { chipOf } from "./code-chip-of.ts";
import { LastRates } from "./last-rates.tsx";

/** The step that everything else followed from, its facts, and what the device's rate did until then. */
export function FirstCause({
  run,
  failure,
}: {
  readonly run: Run;
  readonly failure: Failure;
}): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const w = words.failed;
  const { cause, command } = failure;
  const chip = cause.code === null ? null : chipOf(cause.code);
  return (
    <section className="pane first-cause" aria-label={w.firstCause}>
      <div className="pane-head">
        <span className="letter cause">A</span>
        <h2>{w.firstCause}</h2>
        <span className="quiet">
          {format.clockMs(momentOf(run, cause.atMs))},{" "}
          {cause.device >= 0 ? words.common.deviceN(cause.device + 1) : w.seenBy[cause.source]}
        </span>
      </div>
      <p className="cause-sentence selectable">{stepText(words.language, cause)}</p>
      <div className="cause-body">
        <dl className="cause-facts">
          {chip !== null && (
            <Fact name={command === null ? w.code : w.completed}>
              <CodeChip name={chip.name} number={chip.number} tone="error" />
            </Fact>
          )}
          {failure.injected !== undefined && (
            <Fact name={words.explain.injected}>
              {injectedFault(words.language, failure.injected).name}
            </Fact>
          )}
          {command !== null && (
            <>
              <Fact name={w.command}>
                {w.commandAt(
                  format.count(command.sequence),
                  command.device + 1,
                  format.text(format.size(command.position)),
                )}
              </Fact>
              <Fact name={w.handle}>
                <span className="mono selectable">{handleText(command.handle, true)}</span>
              </Fact>
              <Fact name={w.file}>
                <span className="mono selectable cause-file">{command.file}</span>
              </Fact>
              <Fact name={w.process}>{w.processOf(command.secondary + 1, command.pid)}</Fact>
            </>
          )}
        </dl>
        <CausePicture run={run} device={cause.device} />
      </div>
    </section>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Seconds before the end that the small picture shows. */
const pictureSeconds = 60;

function CausePicture({
  run,
  device,
}: {
  readonly run: Run;
  readonly device: number;
}): React.JSX.Element | null {
  const { failed: w } = useWords();
  const { perDevice, stepMs } = run.history;
  const points = useMemo(() => {
    const wanted = device >= 0 ? perDevice.slice(device, device + 1) : perDevice;
    const length = wanted[0]?.length ?? 0;
    const first = Math.max(0, length - Math.ceil((pictureSeconds * 1000) / stepMs));
    return Array.from({ length: length - first }, (_, index) =>
      wanted.reduce((sum, one) => sum + (one[first + index] ?? 0), 0),
    );
  }, [perDevice, stepMs, device]);
  if (points.length < 2) return null;
  const { unit, bytes } = rateUnit(Math.max(...points));
  const seconds = ((points.length - 1) * stepMs) / 1000;
  return (
    <figure className="cause-picture">
      <figcaption className="caption">
        {device >= 0 ? w.rateOf(device + 1, unit) : w.rateOfAll(unit)}
      </figcaption>
      <LastRates
        points={points.map((point) => point / bytes)}
        seconds={seconds}
        endMs={momentOf(run, run.elapsedMs)}
      />
    </figure>
  );
}
