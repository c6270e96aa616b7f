/**
 * The form for a server as data: from a login to what the fields show, and back. Pure.
 *
 * The password is a field of the form only until it is handed over; it is never filled in again.
 */
import {
  savedServerDefaults,
  savedServerSchema,
  type SavedServer,
  type SecretChange,
} from "../../electron/contract/server-saved.ts";
import { parseServer, type SqlLogin } from "../../electron/contract/sql-login.ts";

export const loginKinds = [
  "sql",
  "ntlm",
  "entraPassword",
  "entraService",
  "entraManaged",
  "entraDefault",
  "entraToken",
] as const satisfies readonly SqlLogin["kind"][];
export type LoginKind = (typeof loginKinds)[number];

export interface ServerForm {
  /** "HOST", "HOST\INSTANCE" or "HOST,PORT", as typed. */
  readonly server: string;
  /** What it is called in the window; "" as `server`. */
  readonly name: string;
  readonly kind: LoginKind;
  readonly user: string;
  readonly domain: string;
  readonly clientId: string;
  readonly tenant: string;
  readonly secret: string;
  readonly isKept: boolean;
  readonly encryption: SavedServer["encryption"];
  readonly isTrusted: boolean;
  readonly certificateFile: string;
  /** Path of the client library; "" where SQL Server's package installs it. */
  readonly library: string;
}

export const emptyServerForm: ServerForm = {
  server: "",
  name: "",
  kind: "sql",
  user: "",
  domain: "",
  clientId: "",
  tenant: "",
  secret: "",
  isKept: true,
  encryption: savedServerDefaults.encryption,
  isTrusted: savedServerDefaults.isTrusted,
  certificateFile: "",
  library: savedServerDefaults.vdi.library,
};

/** What a kind of login needs from the user. */
export interface LoginFields {
  readonly user: boolean;
  readonly domain: boolean;
  /** null: not asked for. */
  readonly clientId: "needed" | "optional" | null;
  readonly tenant: "needed" | "optional" | null;
  readonly secret: "password" | "clientSecret" | "token" | null;
}

const noFields: LoginFields = {
  user: false,
  domain: false,
  clientId: null,
  tenant: null,
  secret: null,
};

const fields: Readonly<Record<LoginKind, LoginFields>> = {
  sql: { ...noFields, user: true, secret: "password" },
  ntlm: { ...noFields, user: true, domain: true, secret: "password" },
  entraPassword: {
    ...noFields,
    user: true,
    clientId: "needed",
    tenant: "optional",
    secret: "password",
  },
  entraService: { ...noFields, clientId: "needed", tenant: "needed", secret: "clientSecret" },
  entraManaged: { ...noFields, clientId: "optional" },
  entraDefault: { ...noFields, clientId: "optional" },
  entraToken: { ...noFields, secret: "token" },
};

export function fieldsOf(kind: LoginKind): LoginFields {
  return fields[kind];
}

/** "HOST\\INSTANCE", "HOST,1435": as people write servers. */
export function addressOf({ host, instance, port }: SavedServer): string {
  return instance !== null ? `${host}\\${instance}` : port === null ? host : `${host},${port}`;
}

/** Who logs in, for texts. */
export function userOf(login: SqlLogin): string {
  if (login.kind === "ntlm" && login.domain !== "") return `${login.domain}\\${login.user}`;
  if ("user" in login) return login.user;
  return login.kind === "entraService" ? login.clientId : "Microsoft Entra";
}

/** The form of a server that is known, without its password. */
export function formOf(saved: SavedServer, isKept: boolean): ServerForm {
  const { login } = saved;
  const said = login as Partial<Record<"user" | "domain" | "clientId" | "tenant", string | null>>;
  const server = addressOf(saved);
  return {
    ...emptyServerForm,
    server,
    name: saved.name === server ? "" : saved.name,
    kind: login.kind,
    user: said.user ?? "",
    domain: said.domain ?? "",
    clientId: said.clientId ?? "",
    tenant: said.tenant ?? "",
    isKept,
    encryption: saved.encryption,
    isTrusted: saved.isTrusted,
    certificateFile: saved.certificateFile ?? "",
    library: saved.vdi.library,
  };
}

export type FormProblem = "server" | "user" | "clientId" | "tenant" | "secret";

/**
 * What is missing or cannot be, first things first.
 *
 * @param isSecretKnown a password of this server is kept already
 */
export function formProblems(form: ServerForm, isSecretKnown: boolean): FormProblem[] {
  const asked = fieldsOf(form.kind);
  const isEmpty = (text: string): boolean => text.trim() === "";
  const wrong: readonly (readonly [FormProblem, boolean])[] = [
    ["server", parseServer(form.server) === null],
    ["user", asked.user && isEmpty(form.user)],
    ["clientId", asked.clientId === "needed" && isEmpty(form.clientId)],
    ["tenant", asked.tenant === "needed" && isEmpty(form.tenant)],
    ["secret", asked.secret !== null && form.secret === "" && !isSecretKnown],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/**
 * The server that the form describes; null while it has problems or a value is out of range.
 *
 * @param platform of this machine, as Node names it: only Windows has instances of the client library
 */
export function savedServerOf(form: ServerForm, id: string, platform: string): SavedServer | null {
  const named = parseServer(form.server);
  if (named === null) return null;
  const isOpen = form.encryption === "off";
  const parsed = savedServerSchema.safeParse({
    ...savedServerDefaults,
    ...named,
    id,
    name: optional(form.name) ?? form.server.trim(),
    login: loginOf(form),
    encryption: form.encryption,
    isTrusted: !isOpen && form.isTrusted,
    certificateFile: isOpen || form.isTrusted ? null : optional(form.certificateFile),
    vdi: {
      library: form.library.trim(),
      instance: platform === "win32" ? named.instance : null,
    },
  });
  return parsed.success ? parsed.data : null;
}

/** What becomes of the password: an empty field leaves it as it is. */
export function secretChangeOf({ secret, isKept }: ServerForm): SecretChange {
  return secret === ""
    ? { kind: "keep" }
    : { kind: "set", secret, where: isKept ? "keyring" : "session" };
}

function loginOf(form: ServerForm): SqlLogin {
  const { kind } = form;
  const user = form.user.trim();
  const clientId = form.clientId.trim();
  switch (kind) {
    case "sql":
      return { kind, user };
    case "ntlm":
      return { kind, user, domain: form.domain.trim() };
    case "entraPassword":
      return { kind, user, clientId, tenant: optional(form.tenant) };
    case "entraService":
      return { kind, clientId, tenant: form.tenant.trim() };
    case "entraManaged":
    case "entraDefault":
      return { kind, clientId: optional(form.clientId) };
    case "entraToken":
      return { kind };
  }
}

function optional(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}
