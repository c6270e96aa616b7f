import { ChevronDown, ChevronRight, Plus, X } from "lucide-react";
import { useState } from "react";
import { type Fault, faultKinds } from "../../electron/contract/job.ts";
import { vdLimit } from "../../electron/contract/vdi.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import {
  Choice,
  NumberField,
  OptionRow,
  SegmentedOption,
  SwitchOption,
  TextField,
} from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSmall } from "../ui/icons.ts";
import { withPresent } from "../ui/with-present.ts";
import { injectedFault } from "../words/injected-fault-words.ts";
import type { JobCost } from "./job-cost.ts";
import {
  blockSizes,
  buffersOf,
  databaseOf,
  deviceCountOf,
  type JobForm,
  joinPath,
  secondariesOf,
  specOf,
  transferSizes,
  withCodec,
} from "./job-form-model.ts";
import type { Problem } from "./job-problems.ts";
import { ProblemLines } from "./problem-lines.tsx";

interface OptionsSectionProps {
  readonly form: JobForm;
  readonly change: (part: Partial<JobForm>) => void;
  readonly cost: JobCost;
  readonly problems: readonly Problem[];
}

/** How the job runs: codec, transfers, buffers, processes, trace; the rest behind "More". */
export function OptionsSection(props: OptionsSectionProps): React.JSX.Element {
  const { problems } = props;
  const { job } = useWords();
  const [isMoreWanted, setIsMoreOpen] = useState<boolean | null>(null);
  const isMoreOpen = isMoreWanted ?? hasMore(props.form);
  return (
    <FormSection title={job.options} className="options-section">
      <div className="option-grid">
        {props.form.kind === "backup" && <CodecRows {...props} />}
        <SizeRows {...props} />
        <PathRows {...props} />
      </div>
      {(["buffers", "secondaries", "trace"] as const).map((field) => (
        <ProblemLines key={field} problems={problems} field={field} />
      ))}
      <button
        type="button"
        className="more-button"
        aria-expanded={isMoreOpen}
        onClick={() => setIsMoreOpen(!isMoreOpen)}
      >
        {isMoreOpen ? <ChevronDown {...iconSmall} /> : <ChevronRight {...iconSmall} />}
        {job.more}
      </button>
      {isMoreOpen && (
        <>
          <div className="option-grid">
            <MoreRows {...props} />
          </div>
          <FaultRows {...props} />
          <ProblemLines problems={problems} field="faults" />
        </>
      )}
    </FormSection>
  );
}

/** Something behind More is not as usual: then it is shown. */
function hasMore({ alignment, prefixZone, serverTimeout, faults, isForced }: JobForm): boolean {
  return (
    alignment !== 0 || prefixZone !== 0 || serverTimeout !== 0 || faults.length > 0 || isForced
  );
}

function CodecRows({ form, change }: OptionsSectionProps): React.JSX.Element {
  const { job } = useWords();
  return (
    <>
      <SegmentedOption
        label={job.compression}
        value={form.codec}
        options={[
          { value: "none", text: job.none },
          { value: "zstd", text: "zstd" },
          { value: "null", text: job.null, hint: job.nullHint },
        ]}
        onChange={(codec) => change(withCodec(form, codec))}
      />
      {form.codec === "zstd" ? (
        <OptionRow label={job.level} htmlFor="level">
          <input
            id="level"
            type="range"
            className="range"
            min={1}
            max={19}
            value={form.level}
            onChange={(event) => change({ level: event.target.valueAsNumber })}
          />
          <output className="level-value">{form.level}</output>
        </OptionRow>
      ) : (
        <span />
      )}
    </>
  );
}

function SizeRows({ form, change, problems }: OptionsSectionProps): React.JSX.Element {
  const { job } = useWords();
  const format = useFormat();
  const devices = Math.max(1, deviceCountOf(form));
  const buffers = buffersOf(form);
  const secondaries = secondariesOf(form);
  const wrong = (field: Problem["field"]): boolean =>
    problems.some((problem) => problem.field === field);
  const share = (value: number): string => format.count(Math.round(value * 10) / 10);
  return (
    <>
      <OptionRow label={job.transferSize} htmlFor="transfer-size">
        <Choice
          id="transfer-size"
          label={job.transferSize}
          value={String(form.transferSize)}
          options={withPresent(transferSizes, form.transferSize).map((bytes) => ({
            value: String(bytes),
            text: format.text(format.sizeRound(bytes)),
          }))}
          onChange={(value) => change({ transferSize: Number(value) })}
        />
      </OptionRow>
      <OptionRow
        label={job.buffers}
        hint={Number.isFinite(buffers) ? job.forEachDevice(share(buffers / devices)) : ""}
      >
        <NumberField
          label={job.buffers}
          value={buffers}
          min={1}
          max={vdLimit.bufferCountMax}
          isWrong={wrong("buffers")}
          onChange={(value) => change({ buffers: value })}
        />
      </OptionRow>
      <OptionRow label={job.blockSize} htmlFor="block-size">
        <Choice
          id="block-size"
          label={job.blockSize}
          value={String(form.blockSize ?? "")}
          options={[
            {
              value: "",
              text:
                form.kind === "backup" && form.source === "generate"
                  ? job.automatic
                  : job.blockSizeAuto,
            },
            ...withPresent(blockSizes, form.blockSize).map((bytes) => ({
              value: String(bytes),
              text: format.count(bytes),
            })),
          ]}
          onChange={(value) => change({ blockSize: value === "" ? null : Number(value) })}
        />
      </OptionRow>
      <OptionRow label={job.secondaries} hint={secondariesHint(devices, secondaries, job, share)}>
        <NumberField
          label={job.secondaries}
          value={secondaries}
          min={1}
          max={devices}
          isWrong={wrong("secondaries")}
          onChange={(value) => change({ secondaries: value })}
        />
      </OptionRow>
    </>
  );
}

function secondariesHint(
  devices: number,
  secondaries: number,
  job: ReturnType<typeof useWords>["job"],
  share: (value: number) => string,
): string {
  if (!Number.isFinite(secondaries) || secondaries < 1) return "";
  return secondaries >= devices
    ? job.forEachDevice("1")
    : job.oneServes(share(Math.ceil(devices / secondaries)));
}

function PathRows({ form, change, cost }: OptionsSectionProps): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const { job, step } = words;
  const hint =
    cost.traceBytes === null
      ? job.traceUnknown
      : job.traceSize(format.text(format.sizeRound(cost.traceBytes)));
  const trace = (isTraced: boolean): void => {
    const file = joinPath(form.folder, `${databaseOf(specOf(form)) || "run"}.handoff-trace`);
    change({ isTraced, traceFile: isTraced && form.traceFile === "" ? file : form.traceFile });
  };
  return (
    <>
      <SegmentedOption
        label={job.handoff}
        value={form.handoff}
        options={[
          { value: "ring", text: words.common.ring },
          { value: "port", text: words.common.port, hint: job.portHint },
        ]}
        onChange={(handoff) => change({ handoff })}
      />
      <SwitchOption
        label={step.startHeld}
        hint={step.startHeldHint}
        isOn={form.isStartedHeld}
        onChange={(isStartedHeld) => change({ isStartedHeld })}
      />
      <SwitchOption label={job.recordTrace} hint={hint} isOn={form.isTraced} onChange={trace} />
      {form.isTraced && (
        <div className="option-wide">
          <OptionRow label={job.traceFile}>
            <TextField
              label={job.traceFile}
              className="mono wide"
              value={form.traceFile}
              onChange={(traceFile) => change({ traceFile })}
            />
          </OptionRow>
        </div>
      )}
    </>
  );
}

const alignments = [0, 512, 4_096, 65_536] as const;
const prefixZones = [0, 512, 4_096, 65_536] as const;
const timeouts = [0, 1_000, 10_000, 60_000, 600_000] as const;

function MoreRows({ form, change }: OptionsSectionProps): React.JSX.Element {
  const { job } = useWords();
  const format = useFormat();
  const bytes = (value: number): string => (value === 0 ? job.noAlignment : format.count(value));
  return (
    <>
      <OptionRow label={job.alignment}>
        <Choice
          label={job.alignment}
          value={String(form.alignment)}
          options={withPresent(alignments, form.alignment).map((value) => ({
            value: String(value),
            text: bytes(value),
          }))}
          onChange={(value) => change({ alignment: Number(value) })}
        />
      </OptionRow>
      <OptionRow label={job.prefixZone}>
        <Choice
          label={job.prefixZone}
          value={String(form.prefixZone)}
          options={withPresent(prefixZones, form.prefixZone).map((value) => ({
            value: String(value),
            text: bytes(value),
          }))}
          onChange={(value) => change({ prefixZone: Number(value) })}
        />
      </OptionRow>
      <OptionRow label={job.serverTimeout}>
        <Choice
          label={job.serverTimeout}
          value={String(form.serverTimeout)}
          options={withPresent(timeouts, form.serverTimeout).map((value) => ({
            value: String(value),
            text: value === 0 ? job.never : job.milliseconds(format.count(value)),
          }))}
          onChange={(value) => change({ serverTimeout: Number(value) })}
        />
      </OptionRow>
      <SwitchOption
        label={job.force}
        hint={job.forceHint}
        isOn={form.isForced}
        onChange={(isForced) => change({ isForced })}
      />
    </>
  );
}

const firstFault: Fault = { kind: "secondary-crash", at: 100 };
const faultsMax = 16;

function FaultRows({ form, change }: OptionsSectionProps): React.JSX.Element {
  const { job, language } = useWords();
  const set = (index: number, part: Partial<Fault>): void =>
    change({
      faults: form.faults.map((fault, at) => (at === index ? { ...fault, ...part } : fault)),
    });
  return (
    <div className="fault-rows">
      {form.faults.map((fault, index) => (
        <div key={index} className="option-row">
          <span className="option-name">{index === 0 ? job.faults : ""}</span>
          <Choice
            label={job.faults}
            value={fault.kind}
            options={faultKinds.map((kind) => ({
              value: kind,
              text: injectedFault(language, kind).name,
            }))}
            onChange={(kind) => set(index, { kind: kind as Fault["kind"] })}
          />
          <span className="caption">{job.faultAt(fault.kind)}</span>
          <NumberField
            label={job.faultAt(fault.kind)}
            value={fault.at}
            min={1}
            max={Number.MAX_SAFE_INTEGER}
            onChange={(at) => set(index, { at })}
          />
          <Button
            size="small"
            tone="quiet"
            label={job.removeFault}
            icon={<X {...iconSmall} />}
            onClick={() => change({ faults: form.faults.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      {form.faults.length < faultsMax && (
        <div className="option-row">
          <span className="option-name">{form.faults.length === 0 ? job.faults : ""}</span>
          <Button
            size="small"
            icon={<Plus {...iconSmall} />}
            onClick={() => change({ faults: [...form.faults, firstFault] })}
          >
            {job.addFault}
          </Button>
          <span className="caption">{job.faultsHint}</span>
        </div>
      )}
    </div>
  );
}
