import { Plus } from "lucide-react";
import { useState } from "react";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import { nameOfAnswer } from "../../electron/contract/lab/legality.ts";
import { labMethods } from "../../electron/contract/lab/methods.ts";
import { labScripts } from "../../electron/contract/lab/scripts.ts";
import type { LabEntry } from "../../electron/contract/lab/transcript.ts";
import { useApp, useFormat, useWords } from "../app-context.ts";
import { bufferText } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { AddressChip } from "../ui/chips.tsx";
import { iconSize } from "../ui/icons.ts";
import { ownerClass, ownerSign } from "../ui/owner.ts";
import "../ui/tile.css";
import { holderOf, processName, processOwner } from "./lab-models.ts";
import type { LabDeeds } from "./use-lab.ts";

const buffersShownMax = 64;

interface LabSideProps {
  readonly view: LabView;
  readonly entries: readonly LabEntry[];
  readonly deed: LabDeeds["deed"];
}

/** Buffers with their owners, the selected one's addresses, and the rule that the last call showed. */
export function LabSide({ view, entries, deed }: LabSideProps): React.JSX.Element {
  const { bridge } = useApp();
  const { lab } = useWords();
  return (
    <aside className="lab-side" aria-label={lab.buffers} data-region tabIndex={-1}>
      <Buffers view={view} />
      <Rule entries={entries} view={view} />
      <Button
        icon={<Plus {...iconSize} />}
        onClick={() => void deed(() => bridge.call("labAddSecondary", {}))}
      >
        {lab.addSecondary}
      </Button>
    </aside>
  );
}

function Buffers({ view }: { readonly view: LabView }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const [selected, setSelected] = useState(0);
  const server = view.processes.find(({ role }) => role === "server");
  const isGone = server !== undefined && server.ended !== null;
  const buffers = server?.insight?.buffers.slice(0, buffersShownMax) ?? [];
  const first = buffers[0];
  return (
    <section aria-label={words.lab.buffers}>
      <h2>
        {words.lab.buffers}{" "}
        <span className="caption">
          {first === undefined
            ? ""
            : words.lab.buffersOf(buffers.length, format.text(format.sizeRound(first.size)))}
        </span>
      </h2>
      {first === undefined ? (
        <p className="quiet">{isGone ? words.lab.serverGone : words.lab.noBuffers}</p>
      ) : (
        <>
          <div className="lab-tiles">
            {buffers.map(({ index }) => {
              const { owner } = holderOf(index, view);
              return (
                <button
                  key={index}
                  type="button"
                  className={`tile ${ownerClass(owner)}`}
                  aria-pressed={index === selected}
                  aria-label={holderText(index, view, words)}
                  onClick={() => setSelected(index)}
                >
                  <span>{bufferText(index)}</span>
                  <b>{ownerSign(owner)}</b>
                </button>
              );
            })}
          </div>
          <p>{holderText(selected, view, words)}.</p>
          <ul className="lab-addresses" aria-label={words.parts.sameBytes}>
            {view.processes.map(({ id, insight }) => {
              const address = insight?.addresses.find((one) => one.index === selected)?.address;
              return (
                <li key={id}>
                  <AddressChip
                    owner={processOwner(id)}
                    address={address === undefined ? null : BigInt(address)}
                    label={processName(id, words)}
                  />
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

function holderText(index: number, view: LabView, words: ReturnType<typeof useWords>): string {
  const { owner, client } = holderOf(index, view);
  const { owners } = words.lab;
  const text =
    client !== null
      ? owners.client(processName(client, words))
      : owner.kind === "free" || owner.kind === "server"
        ? owners[owner.kind]
        : owners.someone;
  return words.lab.bufferOf(bufferText(index), text);
}

function Rule({
  entries,
  view,
}: {
  readonly entries: readonly LabEntry[];
  readonly view: LabView;
}): React.JSX.Element {
  const words = useWords();
  const last = entries.findLast((entry) => entry.kind === "call" && entry.hr !== null);
  const step =
    last?.step === null || last === undefined
      ? undefined
      : labScripts.find(({ id }) => id === view.script?.id)?.steps[last.step - 1];
  const text =
    last?.kind === "call"
      ? `${labMethods[last.method].text[words.language]} ${words.codes.meaning(nameOfAnswer(last.method, last.hr ?? 0))}`
      : words.lab.noRule;
  return (
    <section aria-label={words.lab.rule}>
      <h2>{words.lab.rule}</h2>
      <p aria-live="polite">{step?.text?.[words.language] ?? text}</p>
    </section>
  );
}
