import { FilePlus } from "lucide-react";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { OptionRow, SegmentedOption, SwitchOption, TextField } from "../ui/fields.tsx";
import { FormSection } from "../ui/form-section.tsx";
import { iconSize } from "../ui/icons.ts";
import { databaseNameOf, type RestoreForm } from "./server-job.ts";

interface RestoreFormRowsProps {
  readonly form: RestoreForm;
  readonly change: (part: Partial<RestoreForm>) => void;
}

const restoreWhats = ["database", "log"] as const;
const recoveries = ["recovery", "noRecovery", "standby"] as const;

/** From which media, into which database, and what it is afterwards. */
export function RestoreFormRows(props: RestoreFormRowsProps): React.JSX.Element {
  const { form, change } = props;
  const { serverJob: w } = useWords();
  return (
    <>
      <MediaRows {...props} />
      <FormSection title={w.target} level={3}>
        <SegmentedOption
          label={w.restoreWhat}
          value={form.what}
          options={restoreWhats.map((value) => ({ value, text: w.restoreWhats[value] }))}
          onChange={(what) => change({ what })}
        />
        <OptionRow label={w.database} htmlFor="restore-database">
          <TextField
            id="restore-database"
            label={w.database}
            value={form.database}
            onChange={(database) => change({ database })}
          />
        </OptionRow>
        <SegmentedOption
          label={w.recovery}
          value={form.recovery}
          options={recoveries.map((value) => ({ value, text: w.recoveries[value] }))}
          onChange={(recovery) => change({ recovery })}
        />
        <p className="section-hint">{w.recoveryHints[form.recovery]}</p>
        {form.recovery === "standby" && (
          <OptionRow label={w.standbyFile} htmlFor="restore-standby">
            <TextField
              id="restore-standby"
              label={w.standbyFile}
              className="mono folder-field"
              value={form.standbyFile}
              onChange={(standbyFile) => change({ standbyFile })}
            />
          </OptionRow>
        )}
        {form.what === "log" ? (
          <>
            <OptionRow label={w.stopAt} htmlFor="restore-stop">
              <TextField
                id="restore-stop"
                label={w.stopAt}
                className="mono"
                value={form.stopAt}
                onChange={(stopAt) => change({ stopAt })}
              />
            </OptionRow>
            <p className="section-hint">{w.stopAtHint}</p>
          </>
        ) : (
          <SwitchOption
            label={w.replace}
            hint={w.replaceHint}
            isOn={form.isReplaced}
            onChange={(isReplaced) => change({ isReplaced })}
          />
        )}
      </FormSection>
    </>
  );
}

function MediaRows({ form, change }: RestoreFormRowsProps): React.JSX.Element {
  const app = useApp();
  const { serverJob: w } = useWords();
  const named = (media: string): Partial<RestoreForm> => {
    const before = databaseNameOf(form.media.split("\n")[0] ?? "");
    const isOwn = form.database !== "" && form.database !== before;
    return {
      media,
      places: {},
      ...(isOwn ? {} : { database: databaseNameOf(media.split("\n")[0] ?? "") }),
    };
  };
  const choose = async (): Promise<void> => {
    const files = await app.attempt(() => app.bridge.call("chooseFiles", { purpose: "media" }));
    if (files !== undefined && files.length > 0) change(named(files.join("\n")));
  };
  return (
    <FormSection title={w.media} level={3}>
      <textarea
        className="field mono media-field"
        aria-label={w.media}
        rows={3}
        value={form.media}
        spellCheck={false}
        onChange={(event) => change(named(event.target.value))}
      />
      <div className="media-actions">
        <span className="caption">{w.mediaHint}</span>
        <Button icon={<FilePlus {...iconSize} />} onClick={() => void choose()}>
          {w.chooseMedia}
        </Button>
      </div>
    </FormSection>
  );
}
