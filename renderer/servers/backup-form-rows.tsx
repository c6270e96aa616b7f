import { FolderOpen } from "lucide-react";
import { vdLimit } from "../../electron/contract/vdi.ts";
import { backupKinds } from "../../electron/contract/server-job.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { transferSizes } from "../new-job/job-form-model.ts";
import { Button, SegmentedControl } from "../ui/button.tsx";
import {
  Choice,
  CountField,
  OptionRow,
  SegmentedOption,
  SwitchOption,
  TextField,
} from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSize } from "../ui/icons.ts";
import { withPresent } from "../ui/with-present.ts";
import type { BackupForm } from "./server-job.ts";

interface BackupFormRowsProps {
  readonly form: BackupForm;
  readonly change: (part: Partial<BackupForm>) => void;
  /** How many databases. */
  readonly count: number;
}

const parallelMax = 8;
const levels = [1, 3, 6, 9, 12, 19] as const;
const bufferCounts = [1, 4, 8, 16, 32, 64, 128, 256] as const;

/** How the backup is made, and where it goes. */
export function BackupFormRows({ form, change, count }: BackupFormRowsProps): React.JSX.Element {
  const { serverJob: w } = useWords();
  return (
    <>
      <FormSection title={w.what} level={3}>
        <SegmentedControl
          label={w.what}
          value={form.what}
          options={backupKinds.map((value) => ({ value, text: w.whats[value] }))}
          onChange={(what) => change({ what })}
        />
        <p className="section-hint">{w.whatHints[form.what]}</p>
        {form.what !== "differential" && (
          <SwitchOption
            label={w.copyOnly}
            hint={form.isCopy ? w.copyOnlyHint : w.copyOnlyOff}
            isOn={form.isCopy}
            onChange={(isCopy) => change({ isCopy })}
          />
        )}
        <SwitchOption
          label={w.checksum}
          hint={w.checksumHint}
          isOn={form.checksum}
          onChange={(checksum) => change({ checksum })}
        />
      </FormSection>
      <TargetRows form={form} change={change} count={count} />
      <OptionRows form={form} change={change} count={count} />
    </>
  );
}

function TargetRows({ form, change }: BackupFormRowsProps): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const choose = async (): Promise<void> => {
    const folder = await app.attempt(() => app.bridge.call("chooseFolder", {}));
    if (typeof folder === "string") change({ folder });
  };
  return (
    <FormSection title={w.target} level={3}>
      <OptionRow label={w.folder} htmlFor="server-job-folder">
        <TextField
          id="server-job-folder"
          label={w.folder}
          className="mono folder-field"
          value={form.folder}
          onChange={(folder) => change({ folder })}
        />
        <Button icon={<FolderOpen {...iconSize} />} onClick={() => void choose()}>
          {w.chooseFolder}
        </Button>
      </OptionRow>
      <OptionRow label={w.devices} hint={w.devicesHint}>
        <CountField
          label={w.devices}
          value={form.devices}
          min={1}
          max={vdLimit.deviceCountMax}
          onChange={(devices) => change({ devices })}
        />
      </OptionRow>
    </FormSection>
  );
}

function OptionRows({ form, change, count }: BackupFormRowsProps): React.JSX.Element {
  const { serverJob: w } = useWords();
  const format = useFormat();
  return (
    <FormSection title={w.options} level={3}>
      <OptionRow label={w.codec}>
        <SegmentedControl
          label={w.codec}
          value={form.codec}
          options={[
            { value: "none", text: w.codecs.none },
            { value: "zstd", text: w.codecs.zstd },
          ]}
          onChange={(codec) => change({ codec })}
        />
        {form.codec === "zstd" && (
          <Choice
            label={w.level}
            value={String(form.level)}
            options={withPresent(levels, form.level).map((level) => ({
              value: String(level),
              text: `${w.level} ${level}`,
            }))}
            onChange={(level) => change({ level: Number(level) })}
          />
        )}
      </OptionRow>
      <ServerCompression form={form} change={change} />
      <OptionRow label={w.transferSize}>
        <Choice
          label={w.transferSize}
          value={String(form.transferSize)}
          options={withPresent(transferSizes, form.transferSize).map((bytes) => ({
            value: String(bytes),
            text: format.text(format.sizeRound(bytes)),
          }))}
          onChange={(bytes) => change({ transferSize: Number(bytes) })}
        />
      </OptionRow>
      <OptionRow label={w.buffers}>
        <Choice
          label={w.buffers}
          value={form.buffers === null ? "" : String(form.buffers)}
          options={[
            { value: "", text: w.buffersAuto },
            ...withPresent(bufferCounts, form.buffers).map((n) => ({
              value: String(n),
              text: format.count(n),
            })),
          ]}
          onChange={(n) => change({ buffers: n === "" ? null : Number(n) })}
        />
      </OptionRow>
      {count > 1 && (
        <OptionRow label={w.parallel} hint={w.parallelHint(form.parallel)}>
          <CountField
            label={w.parallel}
            value={form.parallel}
            min={1}
            max={parallelMax}
            onChange={(parallel) => change({ parallel })}
          />
        </OptionRow>
      )}
    </FormSection>
  );
}

const compressions = ["default", "on", "off"] as const;
const compressionValues = { default: null, on: true, off: false } as const;

function ServerCompression({
  form,
  change,
}: Pick<BackupFormRowsProps, "form" | "change">): React.JSX.Element {
  const { serverJob: w } = useWords();
  const value = form.compression === null ? "default" : form.compression ? "on" : "off";
  return (
    <SegmentedOption
      label={w.serverCompression}
      value={value}
      options={compressions.map((each) => ({ value: each, text: w.serverCompressions[each] }))}
      onChange={(each) => change({ compression: compressionValues[each] })}
    />
  );
}
