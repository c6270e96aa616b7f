import { GitCompareArrows, Square } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { BackupSpec, JobSpec } from "../../electron/contract/job.ts";
import { jobDefaults } from "../../electron/contract/job.ts";
import type { Comparison } from "../../electron/contract/step-calls.ts";
import { useApp, useFormat, useRun, useWords } from "../app-context.ts";
import { Choice, NumberField, OptionRow, TextField } from "../ui/fields.tsx";
import { parseSize, specOf, transferSizes } from "../new-job/job-form-model.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSize } from "../ui/icons.ts";
import { CompareTable } from "./compare-table.tsx";
import "./compare.css";
import { useComparison } from "./use-comparison.ts";

/** The same job in ring mode and in message-port mode, one after the other, figures side by side. */
export function ComparePage(): React.JSX.Element {
  const app = useApp();
  const { compare } = useWords();
  const [comparison, setComparison] = useComparison();
  const isRunning = comparison?.state === "running";
  const start = async (spec: JobSpec): Promise<void> => {
    const started = await app.attempt(() => app.bridge.call("startComparison", { spec }));
    if (started !== undefined) setComparison(started);
  };
  const stop = (): void => {
    if (comparison !== null)
      void app.attempt(() =>
        app.bridge.call("stopComparison", { comparisonId: comparison.comparisonId }),
      );
  };
  return (
    <div className="compare-page">
      <header className="page-head">
        <h1>{compare.title}</h1>
        <p className="quiet">{compare.text}</p>
      </header>
      <CompareForm
        isRunning={isRunning}
        isAgain={comparison !== null}
        onStart={start}
        onStop={stop}
      />
      {comparison === null ? (
        <Empty title={compare.none} text={compare.noneText} />
      ) : (
        <Results key={comparison.comparisonId} comparison={comparison} />
      )}
    </div>
  );
}

function Results({ comparison }: { readonly comparison: Comparison }): React.JSX.Element {
  const { compare } = useWords();
  const ring = useRun(comparison.ring ?? "");
  const port = useRun(comparison.port ?? "");
  return (
    <section className="compare-results" aria-label={compare.title} data-region tabIndex={-1}>
      <CompareTable ring={ring} port={port} isStopped={comparison.state === "stopped"} />
      <p className="caption">{compare.noisy}</p>
      <p className="compare-links">
        {[ring, port].map(
          (run) =>
            run !== undefined && (
              <Link key={run.runId} to={`/run/${encodeURIComponent(run.runId)}`}>
                {`${compare.openRun}: ${run.spec.handoff === "ring" ? compare.ring : compare.port}`}
              </Link>
            ),
        )}
      </p>
    </section>
  );
}

interface CompareFormProps {
  readonly isRunning: boolean;
  readonly isAgain: boolean;
  readonly onStart: (spec: JobSpec) => Promise<void>;
  readonly onStop: () => void;
}

const devicesMax = 64;

function CompareForm({ isRunning, isAgain, onStart, onStop }: CompareFormProps): React.JSX.Element {
  const { form, hello } = useApp();
  const format = useFormat();
  const { compare } = useWords();
  const [source, setSource] = useState<"generated" | "last">("generated");
  const [amount, setAmount] = useState("256 MiB");
  const [transfer, setTransfer] = useState<number>(jobDefaults.transferSize);
  const [devices, setDevices] = useState(1);
  const bytes = parseSize(amount);
  const hasLast = hello.lastSpec !== null || form.getState().files.length > 0;
  const isGenerated = source === "generated";
  const problem =
    isGenerated && (bytes === null || bytes < 65_536 * devices || !(devices >= 1))
      ? `${compare.amount}: 256 MiB`
      : !isGenerated && !hasLast
        ? compare.noLastJob
        : null;
  const spec = (): JobSpec =>
    isGenerated
      ? generatedJob({ bytes: bytes ?? 0, transferSize: transfer, devices })
      : specOf(form.getState());
  return (
    <FormSection title={compare.job}>
      <SegmentedControl
        label={compare.job}
        value={source}
        options={[
          { value: "generated", text: compare.generated },
          { value: "last", text: compare.lastJob, hint: compare.asFaulty },
        ]}
        onChange={setSource}
      />
      {isGenerated ? (
        <OptionRow label={compare.amount}>
          <TextField
            label={compare.amount}
            value={amount}
            isWrong={bytes === null}
            onChange={setAmount}
          />
          <span className="caption">{compare.transfer}</span>
          <Choice
            label={compare.transfer}
            value={String(transfer)}
            options={transferSizes.map((size) => ({
              value: String(size),
              text: format.text(format.sizeRound(size)),
            }))}
            onChange={(value) => setTransfer(Number(value))}
          />
          <span className="caption">{compare.devices}</span>
          <NumberField
            label={compare.devices}
            value={devices}
            min={1}
            max={devicesMax}
            isWrong={!(devices >= 1)}
            onChange={setDevices}
          />
        </OptionRow>
      ) : (
        <p className="quiet compare-last">{hasLast ? compare.asFaulty : compare.noLastJob}</p>
      )}
      <div className="compare-start">
        {isRunning ? (
          <Button tone="danger" icon={<Square {...iconSize} />} onClick={onStop}>
            {compare.stop}
          </Button>
        ) : (
          <Button
            tone="primary"
            icon={<GitCompareArrows {...iconSize} />}
            disabledReason={problem}
            onClick={() => void onStart(spec())}
          >
            {isAgain ? compare.again : compare.start}
          </Button>
        )}
      </div>
    </FormSection>
  );
}

interface GeneratedJob {
  readonly bytes: number;
  readonly transferSize: number;
  readonly devices: number;
}

/** A generated stream into the null medium: what is measured is the handoff. */
export function generatedJob({ bytes, transferSize, devices }: GeneratedJob): BackupSpec {
  return {
    ...jobDefaults,
    faults: [],
    kind: "backup",
    source: { kind: "generate", bytes, seed: 1, entropy: 0.35 },
    targets: Array.from({ length: devices }, () => ""),
    codec: { kind: "null" },
    transferSize,
  };
}
