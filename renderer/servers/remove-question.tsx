import { useLocation } from "wouter";
import type { SavedServer } from "../../electron/contract/server-saved.ts";
import { useApp, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import { embeddedId, serverPath } from "./servers-store.ts";

interface RemoveQuestionProps {
  readonly server: SavedServer;
  readonly onClose: () => void;
}

/** The one question before a server is forgotten. */
export function RemoveQuestion({ server, onClose }: RemoveQuestionProps): React.JSX.Element {
  const app = useApp();
  const { servers: w, common } = useWords();
  const [, navigate] = useLocation();
  const remove = async (): Promise<void> => {
    const done = await app.attempt(() => app.bridge.call("removeServer", { serverId: server.id }));
    onClose();
    if (done !== undefined) navigate(serverPath(embeddedId, "overview"));
  };
  return (
    <Modal label={w.removeQuestion(server.name)} role="alertdialog" onClose={onClose}>
      <h2>{w.removeQuestion(server.name)}</h2>
      <p>{w.removeText}</p>
      <div className="dialog-actions">
        <Button onClick={onClose} data-autofocus>
          {common.cancel}
        </Button>
        <Button tone="danger" onClick={() => void remove()}>
          {w.removeYes}
        </Button>
      </div>
    </Modal>
  );
}
