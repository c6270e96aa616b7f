/**
 * Where passwords come from. The window's store is the operating system's (electron/main/secret-store.ts); the command
 * line has environment variables. Neither ever puts one into an argument, a log or a settings file in clear.
 */
import { FaultError } from "../../contract/fault.ts";

export interface SecretStore {
  /** null: there is none of this name. @throws FaultError SECRET_NOT_SAFE, SECRET_UNREADABLE */
  get(name: string): Promise<string | null>;
  /** @throws FaultError SECRET_NOT_SAFE */
  set(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/**
 * The secret in an environment variable.
 *
 * @throws FaultError SECRET_MISSING
 */
export function secretFromEnvironment(
  variable: string,
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const secret = env[variable];
  if (secret === undefined || secret === "") {
    throw new FaultError("SECRET_MISSING", { name, variable });
  }
  return secret;
}
