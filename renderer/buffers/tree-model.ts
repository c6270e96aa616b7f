/** The decoded tree as rows, and the way from a byte to the field that holds it. Pure. */
import type { MtfNode } from "../../electron/contract/mtf/node.ts";

/** Where a node is: "2", "2.0", "2.0.5". */
export type NodePath = string;

export interface TreeRow {
  readonly path: NodePath;
  readonly depth: number;
  readonly node: MtfNode;
  readonly isOpen: boolean;
  /** From 1, among `siblings`. */
  readonly ordinal: number;
  readonly siblings: number;
}

/** The rows that are in sight: children of closed nodes are not. */
export function rowsOf(nodes: readonly MtfNode[], open: ReadonlySet<NodePath>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (children: readonly MtfNode[], parent: NodePath, depth: number): void => {
    children.forEach((node, index) => {
      const path = parent === "" ? String(index) : `${parent}.${index}`;
      const isOpen = node.children.length > 0 && open.has(path);
      const siblings = children.length;
      rows.push({ path, depth, node, isOpen, ordinal: index + 1, siblings });
      if (isOpen) add(node.children, path, depth + 1);
    });
  };
  add(nodes, "", 0);
  return rows;
}

/** The smallest node whose bytes hold `at`; null between nodes. */
export function pathAt(nodes: readonly MtfNode[], at: number): NodePath | null {
  const index = nodes.findIndex((node) => at >= node.at && at < node.at + node.bytes);
  const node = nodes[index];
  if (node === undefined) return null;
  const inner = pathAt(node.children, at);
  return inner === null ? String(index) : `${index}.${inner}`;
}

export function nodeAt(nodes: readonly MtfNode[], path: NodePath | null): MtfNode | null {
  if (path === null) return null;
  let found: MtfNode | null = null;
  let children = nodes;
  for (const part of path.split(".")) {
    const next = children[Number(part)];
    if (next === undefined) return null;
    found = next;
    children = next.children;
  }
  return found;
}

/** All nodes above a node, so that it comes into sight when they are open. */
export function parentsOf(path: NodePath): NodePath[] {
  const parts = path.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}

/** What is open at first: the first structure, and what is in it that is the only one. */
export function firstOpen(nodes: readonly MtfNode[]): Set<NodePath> {
  const index = nodes.findIndex((node) => node.children.length > 0);
  return new Set(index < 0 ? [] : [String(index)]);
}
