/**
 * A SQL Server that the app knows: how it is reached, who logs in, and where its VDI client library is. Its password is
 * in the system's keyring or in this start's memory and is never read back by the page.
 */
import { z } from "zod";
import { faultWordsSchema } from "./server-fault.ts";
import { loginSchema } from "./sql-login.ts";

const text = z.string().min(1).max(128);

export const savedServerSchema = z
  .object({
    id: z.uuid(),
    /** What the user calls it. */
    name: text,
    /** Host name or address, without instance and port. */
    host: z.string().min(1).max(255),
    /** null: 1433, or what the instance lookup says. */
    port: z.number().int().min(1).max(65_535).nullable(),
    /** A named instance of Windows; excludes a port. */
    instance: text.nullable(),
    login: loginSchema,
    encryption: z.enum(["strict", "required", "off"]),
    /** Trust the server's certificate unseen. */
    isTrusted: z.boolean(),
    /** PEM file of the authority that signed the server's certificate. */
    certificateFile: z.string().min(1).nullable(),
    vdi: z.object({
      /** Path of the client library on this machine; "": where SQL Server's package installs it. */
      library: z.string(),
      /** Instance that CreateEx is given; null: the default one. Linux has no instances. */
      instance: z.string().min(1).max(16).nullable(),
    }),
  })
  .refine(
    ({ port, instance }) => port === null || instance === null,
    "A port and an instance exclude each other.",
  );
export type SavedServer = z.infer<typeof savedServerSchema>;

/** What a new server begins with: encrypted, certificate checked, the library where it is installed. */
export const savedServerDefaults = {
  port: null,
  instance: null,
  login: { kind: "sql", user: "sa" },
  encryption: "required",
  isTrusted: false,
  certificateFile: null,
  vdi: { library: "", instance: null },
} as const satisfies Partial<SavedServer>;

/** A server as the list shows it. */
export const listedServerSchema = z.object({
  server: savedServerSchema,
  /** Where its password is: `keyring`, `session` (until the app ends), `none`, `unneeded` (the login has none). */
  secret: z.enum(["keyring", "session", "none", "unneeded"]),
});
export type ListedServer = z.infer<typeof listedServerSchema>;

/** What happens to the password when a server is saved or tested. */
export const secretChangeSchema = z.discriminatedUnion("kind", [
  /** Leave it as it is. */
  z.object({ kind: z.literal("keep") }),
  /** `session`: only until the app ends; the way out where the system has no keyring (SECRET_NOT_SAFE). */
  z.object({
    kind: z.literal("set"),
    secret: z.string().min(1).max(65_536),
    where: z.enum(["keyring", "session"]),
  }),
  z.object({ kind: z.literal("forget") }),
]);
export type SecretChange = z.infer<typeof secretChangeSchema>;

export const serverFactsSchema = z.object({
  /** @@SERVERNAME. */
  name: z.string(),
  /** "16.0.4125.3". */
  version: z.string(),
  edition: z.string(),
  /** "Windows" or "Linux". */
  platform: z.string(),
  isSysadmin: z.boolean(),
  /** Who logged in, as the server calls them. */
  login: z.string(),
  /** Our own stand-in, not SQL Server. */
  isEmbedded: z.boolean(),
});
export type ServerFacts = z.infer<typeof serverFactsSchema>;

export const serverTestSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reached"), facts: serverFactsSchema, ms: z.number() }),
  z.object({ kind: z.literal("failed"), fault: faultWordsSchema }),
]);
export type ServerTest = z.infer<typeof serverTestSchema>;
