/**
 * What the driver sees in place of @azure/identity: the same credentials, loaded when one is asked for a token. The real
 * package takes longer to load than everything else together, and only logins with Microsoft Entra need it.
 *
 * Put in by vite.electron.config.ts; the names are those that the driver uses.
 */
import type * as Identity from "@azure/identity";

type Kind =
  | "ClientSecretCredential"
  | "DefaultAzureCredential"
  | "ManagedIdentityCredential"
  | "UsernamePasswordCredential";
type Arguments = readonly unknown[];
type Token = Awaited<ReturnType<Identity.TokenCredential["getToken"]>>;

function late(kind: Kind): new (...args: Arguments) => Identity.TokenCredential {
  return class {
    readonly #args: Arguments;

    constructor(...args: Arguments) {
      this.#args = args;
    }

    async getToken(...args: Parameters<Identity.TokenCredential["getToken"]>): Promise<Token> {
      const identity = await import("@azure/identity");
      // The driver chose the arguments for the constructor of this name.
      const Credential = identity[kind] as new (...args: Arguments) => Identity.TokenCredential;
      return new Credential(...this.#args).getToken(...args);
    }
  };
}

export const ClientSecretCredential = late("ClientSecretCredential");
export const DefaultAzureCredential = late("DefaultAzureCredential");
export const ManagedIdentityCredential = late("ManagedIdentityCredential");
export const UsernamePasswordCredential = late("UsernamePasswordCredential");
