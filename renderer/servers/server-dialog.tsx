import { useState } from "react";
import type { FaultWords } from "../../electron/contract/server-fault.ts";
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import { FaultError } from "../../electron/contract/fault.ts";
import { messageOf } from "../app.ts";
import { useApp, useSettings, useWords } from "../app-context.ts";
import { Choice } from "../ui/fields.tsx";
import { languageOf } from "../stores/settings-store.ts";
import { Button, Switch } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import { faultText } from "../words/fault-words.ts";
import { FormRow, TextRow } from "./form-row.tsx";
import { LoginFieldRows } from "./login-field-rows.tsx";
import {
  emptyServerForm,
  formOf,
  formProblems,
  savedServerOf,
  secretChangeOf,
  type ServerForm,
} from "./server-form.ts";

interface ServerDialogProps {
  /** The server whose login is changed; null: a new one. */
  readonly listed: ListedServer | null;
  readonly onClose: () => void;
  readonly onSaved: (serverId: string) => void;
}

/** Adds a server or changes its login: it is tested first, and what went wrong is said in the dialog. */
export function ServerDialog(props: ServerDialogProps): React.JSX.Element {
  const { listed, onClose } = props;
  const { serverForm: w, common } = useWords();
  const [form, setForm] = useState<ServerForm>(() =>
    listed === null ? emptyServerForm : formOf(listed.server, listed.secret !== "session"),
  );
  const change = (part: Partial<ServerForm>): void => setForm((before) => ({ ...before, ...part }));
  const saving = useSaving(props, form, change);
  const isSecretKnown = listed !== null && listed.secret !== "none";
  const [firstWrong] = formProblems(form, isSecretKnown);
  const [isStrict, setIsStrict] = useState(false);
  const why = firstWrong === undefined ? null : w.problems[firstWrong];
  const title = listed === null ? w.addTitle : w.editTitle(listed.server.name);
  const submit = (isTested: boolean): void => {
    setIsStrict(true);
    if (why === null) void saving.save(isTested);
  };
  return (
    <Modal label={title} className="dialog server-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(true);
        }}
      >
        <h2>{title}</h2>
        <div className="server-dialog-rows">
          <ServerRows form={form} change={change} />
          <LoginFieldRows
            form={form}
            change={change}
            isSecretKnown={isSecretKnown}
            isUnsafe={saving.isUnsafe}
          />
          <EncryptionRows form={form} change={change} />
        </div>
        <div className="server-dialog-said" role="alert">
          {isStrict && why !== null ? (
            <p className="err">{why}</p>
          ) : (
            saving.said !== null && <p className="err selectable">{saving.said}</p>
          )}
        </div>
        <div className="dialog-actions">
          <ForgetButton listed={listed} onClose={onClose} />
          <Button onClick={onClose}>{common.cancel}</Button>
          {saving.canSaveAnyway && <Button onClick={() => submit(false)}>{w.saveUntested}</Button>}
          <Button tone="primary" type="submit" disabledReason={saving.isBusy ? w.testing : null}>
            {saving.isBusy ? w.testing : listed === null ? w.addNow : w.saveNow}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Forgets the password that is kept; there is none of it where none is. */
function ForgetButton({
  listed,
  onClose,
}: Pick<ServerDialogProps, "listed" | "onClose">): React.JSX.Element | null {
  const app = useApp();
  const { servers: w } = useWords();
  if (listed === null || (listed.secret !== "keyring" && listed.secret !== "session")) return null;
  const forget = async (): Promise<void> => {
    const done = await app.attempt(() =>
      app.bridge.call("saveServer", { server: listed.server, secret: { kind: "forget" } }),
    );
    if (done === undefined) return;
    app.notify(w.forgotten);
    onClose();
  };
  return (
    <Button tone="quiet" className="server-forget" onClick={() => void forget()}>
      {w.forget}
    </Button>
  );
}

interface Saving {
  readonly isBusy: boolean;
  /** What went wrong and what to do, or null. */
  readonly said: string | null;
  /** The test failed: it can be saved all the same. */
  readonly canSaveAnyway: boolean;
  /** The system has no safe place for the password. */
  readonly isUnsafe: boolean;
  readonly save: (isTested: boolean) => Promise<void>;
}

/** Tests, then saves; a password that cannot be kept safely is offered for this start only. */
function useSaving(
  { listed, onSaved }: ServerDialogProps,
  form: ServerForm,
  change: (part: Partial<ServerForm>) => void,
): Saving {
  const app = useApp();
  const { serverForm: w } = useWords();
  const language = useSettings(languageOf);
  const [isBusy, setIsBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [canSaveAnyway, setCanSaveAnyway] = useState(false);
  const [isUnsafe, setIsUnsafe] = useState(false);
  const [id] = useState(() => listed?.server.id ?? crypto.randomUUID());
  const sayFault = (fault: FaultWords): void => {
    const { message, remedy } = faultText(language, fault.code, fault.parameters, fault);
    setSaid(`${message} ${remedy}`);
  };
  const save = async (isTested: boolean): Promise<void> => {
    const server = savedServerOf(form, id, app.hello.platform);
    if (server === null) {
      setSaid(w.invalid);
      return;
    }
    if (isBusy) return;
    setIsBusy(true);
    setSaid(null);
    const secret = secretChangeOf(form);
    try {
      if (isTested) {
        const test = await app.bridge.call("testServer", { server, secret });
        if (test.kind === "failed") {
          setCanSaveAnyway(true);
          sayFault(test.fault);
          return;
        }
      }
      await app.bridge.call("saveServer", { server, secret });
      onSaved(id);
    } catch (error) {
      if (error instanceof FaultError && error.code === "SECRET_NOT_SAFE") {
        setIsUnsafe(true);
        change({ isKept: false });
      } else setSaid(messageOf(error, language));
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, said, canSaveAnyway, isUnsafe, save };
}

interface RowsProps {
  readonly form: ServerForm;
  readonly change: (part: Partial<ServerForm>) => void;
}

function ServerRows({ form, change }: RowsProps): React.JSX.Element {
  const { serverForm: w } = useWords();
  return (
    <>
      <TextRow
        label={w.server}
        hint={w.serverHint}
        isFirst
        isMono
        value={form.server}
        onChange={(server) => change({ server })}
      />
      <TextRow
        label={w.name}
        hint={w.nameHint}
        value={form.name}
        onChange={(name) => change({ name })}
      />
    </>
  );
}

const encryptions = ["required", "strict", "off"] as const;

function EncryptionRows({ form, change }: RowsProps): React.JSX.Element {
  const { serverForm: w } = useWords();
  const isOpen = form.encryption === "off";
  return (
    <>
      <FormRow label={w.encryption} hint={w.encryptionHints[form.encryption]}>
        {(id) => (
          <Choice
            id={id}
            label={w.encryption}
            value={form.encryption}
            options={encryptions.map((value) => ({ value, text: w.encryptions[value] }))}
            onChange={(value) =>
              change({ encryption: encryptions.find((one) => one === value) ?? "required" })
            }
          />
        )}
      </FormRow>
      {!isOpen && (
        <FormRow label={w.trust} hint={w.trustHint}>
          {() => (
            <Switch
              label={w.trust}
              isOn={form.isTrusted}
              onChange={(isTrusted) => change({ isTrusted })}
            />
          )}
        </FormRow>
      )}
      {!isOpen && !form.isTrusted && (
        <TextRow
          label={w.certificate}
          hint={w.certificateHint}
          isMono
          value={form.certificateFile}
          onChange={(certificateFile) => change({ certificateFile })}
        />
      )}
      <TextRow
        label={w.library}
        hint={w.libraryHint}
        isMono
        value={form.library}
        onChange={(library) => change({ library })}
      />
    </>
  );
}
