import { TriangleAlert } from "lucide-react";
import { useWords } from "../app-context.ts";
import { Switch } from "../ui/button.tsx";
import { Choice } from "../ui/fields.tsx";
import { iconSmall } from "../ui/icons.ts";
import { FormRow, TextRow } from "./form-row.tsx";
import { fieldsOf, loginKinds, type ServerForm } from "./server-form.ts";

interface LoginFieldRowsProps {
  readonly form: ServerForm;
  readonly change: (part: Partial<ServerForm>) => void;
  /** A password of this server is there already. */
  readonly isSecretKnown: boolean;
  /** The system has no safe place for it. */
  readonly isUnsafe: boolean;
}

/** Who logs in: the kind of login and the fields that it needs. */
export function LoginFieldRows(props: LoginFieldRowsProps): React.JSX.Element {
  const { form, change } = props;
  const { serverForm: w } = useWords();
  const asked = fieldsOf(form.kind);
  const text = (
    field: "user" | "domain" | "clientId" | "tenant",
    isOptional = false,
  ): React.JSX.Element => (
    <TextRow
      label={w[field]}
      hint={isOptional ? w.optional : undefined}
      value={form[field]}
      onChange={(value) => change({ [field]: value })}
    />
  );
  return (
    <>
      <FormRow label={w.login}>
        {(id) => (
          <Choice
            id={id}
            label={w.login}
            value={form.kind}
            options={loginKinds.map((value) => ({ value, text: w.kinds[value] }))}
            onChange={(value) =>
              change({ kind: loginKinds.find((kind) => kind === value) ?? "sql" })
            }
          />
        )}
      </FormRow>
      {asked.domain && text("domain", true)}
      {asked.user && text("user")}
      {asked.clientId !== null && text("clientId", asked.clientId === "optional")}
      {asked.tenant !== null && text("tenant", asked.tenant === "optional")}
      {asked.secret !== null && <SecretRows {...props} label={w.secrets[asked.secret]} />}
    </>
  );
}

function SecretRows({
  form,
  change,
  isSecretKnown,
  isUnsafe,
  label,
}: LoginFieldRowsProps & { readonly label: string }): React.JSX.Element {
  const { serverForm: w } = useWords();
  return (
    <>
      <FormRow label={label} hint={isSecretKnown ? w.secretKept : undefined}>
        {(id) => (
          <input
            id={id}
            type="password"
            className="field"
            value={form.secret}
            autoComplete="new-password"
            onChange={(event) => change({ secret: event.target.value })}
          />
        )}
      </FormRow>
      <FormRow label={w.keep} hint={form.isKept ? w.keepHint : isUnsafe ? "" : w.keepOff}>
        {() => (
          <Switch label={w.keep} isOn={form.isKept} onChange={(isKept) => change({ isKept })} />
        )}
      </FormRow>
      {isUnsafe && (
        <div className="server-unsafe warn" role="alert">
          <TriangleAlert {...iconSmall} />
          <p>
            {w.notSafe} {w.notSafeRemedy}
          </p>
        </div>
      )}
    </>
  );
}
