/** What is chosen in the decoded bytes: one field, for tree and hex alike. */
import { useState } from "react";
import type { MtfNode } from "../../electron/contract/mtf/node.ts";
import { firstOpen, nodeAt, parentsOf, pathAt, type NodePath } from "./tree-model.ts";

export interface FieldChoice {
  readonly path: NodePath | null;
  /** The byte where the keyboard is. */
  readonly cursor: number;
  readonly open: ReadonlySet<NodePath>;
  readonly choose: (path: NodePath) => void;
  readonly chooseByte: (at: number) => void;
  readonly setOpen: (path: NodePath, isOpen: boolean) => void;
}

interface ChoiceState {
  readonly copy: object | null;
  readonly path: NodePath | null;
  readonly cursor: number;
  readonly open: ReadonlySet<NodePath>;
}

/** One choice for tree and bytes. A new copy begins anew, but what was open stays so where it is the same place. */
export function useFieldChoice(copy: object | null, nodes: readonly MtfNode[]): FieldChoice {
  const [state, setState] = useState<ChoiceState>(() => beginning(copy, nodes));
  const shown = state.copy === copy ? state : beginning(copy, nodes);
  if (state.copy !== copy) setState(shown);
  return {
    ...shown,
    choose: (path) =>
      setState((before) => ({ ...before, path, cursor: nodeAt(nodes, path)?.at ?? before.cursor })),
    chooseByte: (cursor) =>
      setState((before) => {
        const path = pathAt(nodes, cursor);
        const parents = path === null ? [] : parentsOf(path);
        return { ...before, cursor, path, open: new Set([...before.open, ...parents]) };
      }),
    setOpen: (path, isOpen) =>
      setState((before) => {
        const open = new Set(before.open);
        if (isOpen) open.add(path);
        else open.delete(path);
        return { ...before, open };
      }),
  };
}

function beginning(copy: object | null, nodes: readonly MtfNode[]): ChoiceState {
  return { copy, path: null, cursor: 0, open: firstOpen(nodes) };
}
