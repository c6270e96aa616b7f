/**
 * How a SQL server is reached and who logs in there. Never holds a secret: those come from a SecretStore at the last moment.
 */
import { z } from "zod";

const name = z.string().min(1).max(128);

export const loginSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sql"), user: name }),
  z.object({ kind: z.literal("ntlm"), domain: z.string().max(128), user: name }),
  /** Microsoft Entra, as the driver offers it; `tenant` and `clientId` are GUIDs or names. */
  z.object({
    kind: z.literal("entraPassword"),
    user: name,
    clientId: name,
    tenant: name.nullable(),
  }),
  z.object({ kind: z.literal("entraService"), clientId: name, tenant: name }),
  z.object({ kind: z.literal("entraManaged"), clientId: name.nullable() }),
  z.object({ kind: z.literal("entraDefault"), clientId: name.nullable() }),
  z.object({ kind: z.literal("entraToken") }),
]);
export type SqlLogin = z.infer<typeof loginSchema>;

export const loginSpecSchema = z
  .object({
    /** Host name or address, without instance and port. */
    host: z.string().min(1).max(255),
    /** null: 1433, or what the instance lookup says. */
    port: z.number().int().min(1).max(65_535).nullable(),
    instance: name.nullable(),
    database: name,
    login: loginSchema,
    /** strict: TDS 8.0; required: TLS inside TDS; off: only for a server on this machine. */
    encryption: z.enum(["strict", "required", "off"]),
    /** Trust the server's certificate unseen. */
    isTrusted: z.boolean(),
    /** PEM file of the authority that signed the server's certificate. */
    certificateFile: z.string().min(1).nullable(),
    connectMsMax: z.number().int().min(1_000).max(600_000),
    program: name,
  })
  .refine(
    ({ port, instance }) => port === null || instance === null,
    "A port and an instance exclude each other.",
  );
export type LoginSpec = z.infer<typeof loginSpecSchema>;

/** Encrypted, certificate checked. */
export const safeLogin = {
  port: null,
  instance: null,
  database: "master",
  encryption: "required",
  isTrusted: false,
  certificateFile: null,
  connectMsMax: 15_000,
  program: "Handoff",
} as const satisfies Partial<LoginSpec>;

/** "HOST\INSTANCE", "HOST,1435": as people and stock tools write servers. */
export function serverText({ host, instance, port }: LoginSpec): string {
  return instance !== null ? `${host}\\${instance}` : port === null ? host : `${host},${port}`;
}

/** Who logs in, for texts. */
export function userText(login: SqlLogin): string {
  switch (login.kind) {
    case "sql":
    case "entraPassword":
      return login.user;
    case "ntlm":
      return login.domain === "" ? login.user : `${login.domain}\\${login.user}`;
    case "entraService":
      return login.clientId;
    case "entraManaged":
    case "entraDefault":
    case "entraToken":
      return "Microsoft Entra";
  }
}

const serverPattern = /^(?:tcp:)?([^\\,]+)(?:\\([^\\,]+))?(?:,(\d{1,5}))?$/i;
const thisMachine = new Set([".", "(local)", "localhost"]);

/**
 * "tcp:HOST\INSTANCE,PORT" taken apart; null when it is no server's name. (local) and . are this machine.
 */
export function parseServer(
  text: string,
): { host: string; instance: string | null; port: number | null } | null {
  const [, given, instance, digits] = serverPattern.exec(text.trim()) ?? [];
  const host = given?.trim() ?? "";
  const port = digits === undefined ? null : Number(digits);
  if (host === "" || port === 0 || (port ?? 0) > 65_535) {
    return null;
  }
  return {
    host: thisMachine.has(host.toLowerCase()) ? "localhost" : host,
    // A port says more than an instance, as in the stock tools.
    instance: port === null ? (instance ?? null) : null,
    port,
  };
}
