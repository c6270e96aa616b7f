import type { TraceFigures } from "../../electron/contract/trace-figures.ts";
import { useFormat, useWords } from "../app-context.ts";
import { dash, type Figure } from "../format.ts";
import { KeyFigure } from "../ui/figure.tsx";

/** The key figures of a trace; dashes until they are known. */
export function TraceFigureRow({
  figures,
}: {
  readonly figures: TraceFigures | null;
}): React.JSX.Element {
  return (
    <dl className="figures trace-figures">
      {figures === null ? <Unknown /> : <Known {...figures} />}
    </dl>
  );
}

function Unknown(): React.JSX.Element {
  const { traces: w } = useWords();
  const labels = [w.commandsCount, w.bytes, w.time, w.rate, w.client, w.errors];
  return (
    <>
      {labels.map((label) => (
        <KeyFigure key={label} label={label} figure={{ value: dash, unit: "" }} />
      ))}
    </>
  );
}

function Known(figures: TraceFigures): React.JSX.Element {
  const { traces: w } = useWords();
  const format = useFormat();
  const plain = (value: string): Figure => ({ value, unit: "" });
  const { commands, unfinished, failed, errors } = figures;
  const client = figures.stages.find(({ stage }) => stage === "client");
  const time = (ns = 0): Figure => format.latency(ns / 1000);
  return (
    <>
      <KeyFigure
        label={w.commandsCount}
        figure={plain(format.count(commands))}
        caption={unfinished === 0 ? w.allFinished : w.unfinished(format.count(unfinished))}
      />
      <KeyFigure label={w.bytes} figure={format.size(figures.bytes)} />
      <KeyFigure
        label={w.time}
        figure={plain(format.moment(figures.seconds * 1000))}
        caption={w.fromTo}
      />
      <KeyFigure
        label={w.rate}
        figure={format.rate(figures.rate)}
        caption={w.perSecond(format.count(figures.commandRate))}
      />
      <KeyFigure
        label={w.client}
        figure={time(client?.p50Ns)}
        caption={w.most(format.text(time(client?.p99Ns)))}
      />
      <KeyFigure
        label={w.errors}
        figure={plain(format.count(errors + failed))}
        caption={failed === 0 ? w.noErrors : w.errorsCaption(format.count(failed))}
      />
    </>
  );
}
