/**
 * The folder of an embedded server that runs on its own: logins (readable by this user only), who runs and where, restored
 * databases, history.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { FaultError } from "../../contract/fault.ts";
import { makeFolder } from "../../media/make-folder.ts";
import { errnoOf } from "../../media/manifest.ts";

/** Names the administrator's password for one start, so that it need not be in a file. */
export const passwordVariable = "HANDOFF_SERVER_PASSWORD";

/** Who may come in: one sysadmin, one who may back up but not through virtual devices. */
export const logins = { administrator: "sa", operator: "operator" } as const;

const loginsSchema = z.object({ sa: z.string().min(1), operator: z.string().min(1) });
export type ServerPasswords = z.infer<typeof loginsSchema>;

const runningSchema = z.object({
  pid: z.number().int(),
  bornAt: z.string(),
  port: z.number().int(),
});
export type RunningServer = z.infer<typeof runningSchema>;

/** 128 bits; letters and digits only, so that it can be typed and quoted anywhere. */
function newPassword(): string {
  return randomBytes(16).toString("hex");
}

export class ServerFiles {
  readonly folder: string;

  /** @param stateFolder of this user's Handoff */
  constructor(stateFolder: string) {
    this.folder = path.join(stateFolder, "server");
  }

  get loginFile(): string {
    return path.join(this.folder, "logins.json");
  }

  get runningFile(): string {
    return path.join(this.folder, "running.json");
  }

  /** What clients check the server's certificate with. */
  get certificateFile(): string {
    return path.join(this.folder, "certificate.pem");
  }

  /** @throws FaultError SERVER_STATE */
  setCertificate(pem: string): void {
    this.#guarded(this.certificateFile, () => this.#writeText(this.certificateFile, pem));
  }

  /** The passwords, made at the first start. @throws FaultError SERVER_STATE */
  passwords(env: NodeJS.ProcessEnv = process.env): ServerPasswords {
    const made = (): ServerPasswords => {
      const fresh = { sa: newPassword(), operator: newPassword() };
      this.#write(this.loginFile, fresh);
      return fresh;
    };
    const stored = this.#guarded(this.loginFile, () =>
      existsSync(this.loginFile) ? loginsSchema.parse(this.#read(this.loginFile)) : made(),
    );
    const given = env[passwordVariable] ?? "";
    return given === "" ? stored : { ...stored, sa: given };
  }

  /** The server that runs here, or ran and was killed; null when there is none. @throws FaultError SERVER_STATE */
  running(): RunningServer | null {
    return this.#guarded(this.runningFile, () =>
      existsSync(this.runningFile) ? runningSchema.parse(this.#read(this.runningFile)) : null,
    );
  }

  /** @throws FaultError SERVER_STATE */
  setRunning(running: RunningServer): void {
    this.#guarded(this.runningFile, () => this.#write(this.runningFile, running));
  }

  clearRunning(): void {
    rmSync(this.runningFile, { force: true });
  }

  #read(file: string): unknown {
    return JSON.parse(readFileSync(file, "utf8"));
  }

  /** As a whole or not at all, and for this user's eyes only from the first byte on. */
  #write(file: string, content: object): void {
    this.#writeText(file, `${JSON.stringify(content)}\n`);
  }

  #writeText(file: string, content: string): void {
    makeFolder(this.folder, 0o700);
    writeFileSync(`${file}.new`, content, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  #guarded<T>(file: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      // What a file of passwords holds is no part of an error.
      const isForm = error instanceof z.ZodError || error instanceof SyntaxError;
      const reason = isForm ? "it does not have the right form" : errnoOf(error);
      throw new FaultError("SERVER_STATE", { file, reason }, { cause: isForm ? undefined : error });
    }
  }
}
