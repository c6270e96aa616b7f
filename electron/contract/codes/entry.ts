/**
 * What the explainer says of a code. The English sentences are in the tables of this folder, the Portuguese ones under
 * the same keys in renderer/words: `PortugueseOf` makes the compiler want every one of them.
 */

/** Whose numbers they are. "win32" are completion codes of VDI and the operating system's errors that messages name. */
export const codeKinds = ["hresult", "win32", "tsql", "vendor"] as const;
export type CodeKind = (typeof codeKinds)[number];

/**
 * cause: can be what everything else follows from. consequence: only ever follows from something that came before
 * it. information: no error, or a normal end.
 */
export type CodeRole = "cause" | "consequence" | "information";

/** What to do next; `copy` is T-SQL or a command line, the same in all languages. */
export interface NextStep {
  readonly text: string;
  readonly copy?: string;
}

export interface CodeEntry {
  readonly kind: CodeKind;
  /** HRESULTs as unsigned numbers; empty where none was ever published. */
  readonly numbers: readonly number[];
  /** The numbers from the first one up to this one mean the same. */
  readonly through?: number;
  /** As its headers, its message or its vendor call it. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Of messages of SQL Server. */
  readonly severity?: number;
  readonly role: CodeRole;
  readonly meaning: string;
  /** Likeliest first. */
  readonly causes: readonly string[];
  readonly next: readonly NextStep[];
  /** Keys of other entries. */
  readonly related: readonly string[];
}

export type CodeTable = Readonly<Record<string, CodeEntry>>;

type Sentences<List extends readonly unknown[]> = { readonly [At in keyof List]: string };

/** The same table in another language: each key, each cause and each next step, or it does not compile. */
export type PortugueseOf<Table extends CodeTable> = {
  readonly [Key in keyof Table]: readonly [
    meaning: string,
    causes: Sentences<Table[Key]["causes"]>,
    next: Sentences<Table[Key]["next"]>,
  ];
};
