/** What can be done with servers from the palette and by key. */
import type { ListedServer } from "../../electron/contract/server-saved.ts";
import type { Words } from "../words/words.ts";
import { addingId, embeddedId, serverPath } from "./servers-store.ts";

interface ServerCommand {
  readonly id: string;
  readonly title: string;
  readonly icon: "server";
  readonly keys: string;
  readonly disabledReason: null;
  readonly run: () => void;
}

interface Context {
  readonly words: Words;
  readonly servers: readonly ListedServer[];
  readonly navigate: (path: string) => void;
}

/** The list, a new server, and each that is known. */
export function serverCommands({ words, servers, navigate }: Context): ServerCommand[] {
  const w = words.servers;
  const go = (id: string, title: string, path: string, keys = ""): ServerCommand => ({
    id,
    title,
    icon: "server",
    keys,
    disabledReason: null,
    run: () => navigate(path),
  });
  return [
    go("openServers", w.title, "/servers", "G S"),
    go("addServer", w.addFirst, serverPath(addingId, "overview")),
    go("openEmbedded", w.open(w.embedded), serverPath(embeddedId, "overview")),
    ...servers.flatMap(({ server: { id, name } }) => [
      go(`openServer:${id}`, w.open(name), serverPath(id, "overview")),
      go(`watchServer:${id}`, w.watchOf(name), serverPath(id, "watch")),
      go(`backUpServer:${id}`, w.backupOf(name), serverPath(id, "backup")),
      go(`restoreServer:${id}`, w.restoreOn(name), serverPath(id, "restore")),
    ]),
  ];
}
