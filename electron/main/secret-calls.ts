/**
 * Answers the page's calls about stored passwords.
 */
import type { SafeSecretStore } from "./secret-store.ts";
import type { WindowHandlers } from "./window-link.ts";

export function secretCallsOf(
  store: SafeSecretStore,
): Pick<WindowHandlers, "storeSecret" | "removeSecret" | "hasSecret"> {
  return {
    storeSecret: async ({ name, secret }) => {
      await store.set(name, secret);
      return {};
    },
    removeSecret: async ({ name }) => {
      await store.remove(name);
      return {};
    },
    hasSecret: ({ name }) => ({ isThere: store.has(name) }),
  };
}
