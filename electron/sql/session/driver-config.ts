/**
 * A login as the driver wants it. The only place where a secret meets the driver.
 */
import { readFileSync } from "node:fs";
import type { ConnectionConfiguration } from "tedious";
import { FaultError } from "../../contract/fault.ts";
import { serverText, type LoginSpec, type SqlLogin } from "../../contract/sql-login.ts";

type Authentication = NonNullable<ConnectionConfiguration["authentication"]>;

/** A cancelled statement has this long to end before the connection is given up. */
const cancelMsMax = 15_000;

/** @throws FaultError SQL_NOT_TRUSTED when the certificate file cannot be read */
export function driverConfig(spec: LoginSpec, secret: string): ConnectionConfiguration {
  const { host, port, instance, database, encryption, isTrusted, connectMsMax, program } = spec;
  const authority = spec.certificateFile === null ? null : readAuthority(spec);
  return {
    server: host,
    authentication: authenticationOf(spec.login, secret),
    options: {
      ...(instance === null ? { port: port ?? 1_433 } : { instanceName: instance }),
      database,
      appName: program,
      encrypt: encryption === "strict" ? "strict" : encryption === "required",
      trustServerCertificate: isTrusted,
      ...(authority === null ? {} : { cryptoCredentialsDetails: { ca: authority } }),
      connectTimeout: connectMsMax,
      // A backup takes as long as it takes; whoever wants it to end cancels it.
      requestTimeout: 0,
      cancelTimeout: cancelMsMax,
      useUTC: true,
      // Statements are told apart by their messages, not by thrown errors.
      abortTransactionOnError: false,
    },
  };
}

function readAuthority(spec: LoginSpec): string {
  const file = spec.certificateFile ?? "";
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = `the certificate ${file} cannot be read`;
    throw new FaultError("SQL_NOT_TRUSTED", { server: serverText(spec), reason }, { cause: error });
  }
}

function authenticationOf(login: SqlLogin, secret: string): Authentication {
  switch (login.kind) {
    case "sql":
      return { type: "default", options: { userName: login.user, password: secret } };
    case "ntlm":
      return {
        type: "ntlm",
        options: { domain: login.domain, userName: login.user, password: secret },
      };
    case "entraPassword":
      return {
        type: "azure-active-directory-password",
        options: {
          userName: login.user,
          password: secret,
          clientId: login.clientId,
          tenantId: login.tenant ?? "common",
        },
      };
    case "entraService":
      return {
        type: "azure-active-directory-service-principal-secret",
        options: { clientId: login.clientId, tenantId: login.tenant, clientSecret: secret },
      };
    case "entraManaged":
      return { type: "azure-active-directory-msi-vm", options: clientOf(login.clientId) };
    case "entraDefault":
      return { type: "azure-active-directory-default", options: clientOf(login.clientId) };
    case "entraToken":
      return { type: "azure-active-directory-access-token", options: { token: secret } };
  }
}

function clientOf(clientId: string | null): { clientId?: string } {
  return clientId === null ? {} : { clientId };
}
