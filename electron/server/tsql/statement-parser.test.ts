/**
 * The builder's statements against the parser, and the parser's errors.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildStatement } from "../../sql/statement/build.ts";
import {
  adHocBackupOptions,
  compressionAlgorithms,
  encryptionAlgorithms,
  plainRestoreOptions,
  restoreKinds,
  type BackupStatement,
  type MediaStatement,
  type RestoreStatement,
} from "../../sql/statement/spec.ts";
import type { Statement } from "./ast.ts";
import { checkSyntax, StatementParser } from "./statement-parser.ts";
import { SqlError } from "./values.ts";

function parse(sql: string): Statement[] {
  const parser = new StatementParser(sql, () => "value");
  const all: Statement[] = [];
  for (let batch = parser.next(); batch !== null; batch = parser.next()) {
    all.push(...batch);
  }
  return all;
}

function refusal(sql: string): { number: number; line: number } {
  try {
    checkSyntax(sql, []);
  } catch (error) {
    if (error instanceof SqlError) {
      return { number: error.number, line: error.line };
    }
    throw error;
  }
  throw new Error(`${sql} was taken.`);
}

/** Names that try to get out of their quotes. */
const nasty = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
  fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom("'", "]", "[", '"', "-", ";", "a", " ", "\n", "/", "*", "@"),
  }),
);
const text = (max: number): fc.Arbitrary<string> =>
  nasty.filter((value) => value.length <= max && !/[\0\p{Surrogate}]/u.test(value));
const name = text(128);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(value, { nil: null });

const devices = fc.array(
  fc.record({ kind: fc.constantFrom("virtual" as const, "disk" as const), name }),
  { minLength: 1, maxLength: 6 },
);
const sharedOptions = {
  checksum: maybe(fc.boolean()),
  onError: maybe(fc.constantFrom("stop" as const, "continue" as const)),
  blockSize: maybe(fc.integer({ min: 9, max: 16 }).map((bits) => 2 ** bits)),
  bufferCount: maybe(fc.integer({ min: 1, max: 0x7fff_ffff })),
  maxTransferSize: maybe(fc.integer({ min: 1, max: 64 }).map((steps) => steps * 65_536)),
  stats: maybe(fc.integer({ min: 1, max: 100 })),
  mediaName: maybe(name),
};
const backups: fc.Arbitrary<BackupStatement> = fc.record({
  kind: fc.constant("backup" as const),
  what: fc.constantFrom("database" as const, "log" as const),
  database: name,
  files: fc.array(name, { maxLength: 2 }),
  filegroups: fc.array(name, { maxLength: 2 }),
  devices,
  options: fc.record({
    differential: fc.boolean(),
    copyOnly: fc.boolean(),
    compression: maybe(
      fc.oneof(
        fc.constant({ kind: "none" as const }),
        fc.record({
          kind: fc.constant("on" as const),
          algorithm: maybe(fc.constantFrom(...compressionAlgorithms)),
        }),
      ),
    ),
    encryption: maybe(
      fc.record({
        algorithm: fc.constantFrom(...encryptionAlgorithms),
        encryptor: fc.constantFrom("certificate" as const, "asymmetricKey" as const),
        name,
      }),
    ),
    name: maybe(name),
    description: maybe(text(255)),
    mediaDescription: maybe(text(255)),
    format: maybe(fc.boolean()),
    init: maybe(fc.boolean()),
    skip: maybe(fc.boolean()),
    retainDays: maybe(fc.integer({ min: 0, max: 99_999 })),
    noRecovery: fc.boolean(),
    noTruncate: fc.boolean(),
    ...sharedOptions,
  }),
});
const restores: fc.Arbitrary<RestoreStatement> = fc
  .record({
    kind: fc.constant("restore" as const),
    what: fc.constantFrom(...restoreKinds),
    database: name,
    files: fc.array(name, { maxLength: 2 }),
    filegroups: fc.array(name, { maxLength: 2 }),
    devices,
    options: fc.record({
      moves: fc.array(fc.record({ logicalName: name, to: text(259) }), { maxLength: 3 }),
      recovery: maybe(
        fc.oneof(
          fc.constant({ kind: "recovery" as const }),
          fc.constant({ kind: "noRecovery" as const }),
          fc.record({ kind: fc.constant("standby" as const), file: text(259) }),
        ),
      ),
      replace: fc.boolean(),
      restart: fc.boolean(),
      restrictedUser: fc.boolean(),
      keepReplication: fc.boolean(),
      loadHistory: fc.boolean(),
      fileNumber: maybe(fc.integer({ min: 1, max: 99 })),
      stopAt: maybe(
        fc.oneof(
          fc.record({ kind: fc.constant("time" as const), at: text(64) }),
          fc.record({
            kind: fc.constantFrom("mark" as const, "beforeMark" as const),
            mark: name,
            after: maybe(text(64)),
          }),
        ),
      ),
      ...sharedOptions,
    }),
  })
  .map((statement) =>
    statement.what === "database" || statement.what === "log"
      ? statement
      : { ...statement, database: null, files: [], filegroups: [] },
  );

describe("statements", () => {
  it("are read back as they were built, whatever their names contain", () => {
    fc.assert(
      fc.property(fc.oneof(backups, restores), (spec: MediaStatement) => {
        expect(parse(`${buildStatement(spec)}; SELECT 1`)).toMatchObject([
          { kind: "media", spec },
          { kind: "select" },
        ]);
      }),
      { numRuns: 500, seed: 20_261_125 },
    );
  });

  it("by hand are copy-only", () => {
    const sql = buildStatement({
      kind: "backup",
      what: "database",
      database: "it's [big]",
      files: [],
      filegroups: [],
      devices: [
        { kind: "virtual", name: "{A}" },
        { kind: "virtual", name: "{A}-2" },
      ],
      options: { ...adHocBackupOptions, stats: 5 },
    });
    expect(sql).toBe(
      "BACKUP DATABASE [it's [big]]]\nTO VIRTUAL_DEVICE = N'{A}',\n   VIRTUAL_DEVICE = N'{A}-2'\nWITH COPY_ONLY, STATS = 5",
    );
  });

  it("that cannot be are not built", () => {
    const base: MediaStatement = {
      kind: "restore",
      what: "database",
      database: "x",
      files: [],
      filegroups: [],
      devices: [{ kind: "virtual", name: "d" }],
      options: plainRestoreOptions,
    };
    const wrong: MediaStatement[] = [
      { ...base, database: "x".repeat(129) },
      { ...base, database: null },
      { ...base, what: "headerOnly" },
      { ...base, database: "\uD800" },
      { ...base, devices: [] },
      { ...base, options: { ...plainRestoreOptions, maxTransferSize: 65_537 } },
    ];
    for (const statement of wrong) {
      expect(() => buildStatement(statement)).toThrow();
    }
  });
});

describe("the parser", () => {
  it("takes what clients say at the beginning", () => {
    const sql = `set ansi_nulls on
set language us_english
set transaction isolation level read committed
set xact_abort off  -- tedious
SET NOCOUNT, QUOTED_IDENTIFIER ON; SET DATEFIRST 7 SET TEXTSIZE 2147483647
DECLARE @a int = 1, @b nvarchar(max); SET @b = N'x'
exec sp_executesql N'SELECT @p', N'@p int', @p = 3
USE [master]; KILL 52; PRINT 'a' + 'b'`;
    expect(parse(sql).map(({ kind }) => kind)).toEqual([
      ...Array<string>(8).fill("setOption"),
      "declare",
      "declare",
      "setVariable",
      "execute",
      "use",
      "kill",
      "print",
    ]);
  });

  it("says what is wrong and where", () => {
    expect(refusal("SELECT 1\nSELEC 2")).toEqual({ number: 102, line: 2 });
    expect(refusal("BACKUP DATABASE x TO VIRTUAL_DEVICE")).toEqual({ number: 102, line: 1 });
    expect(refusal("BACKUP DATABASE x TO DISK = 'a' WITH\nconstructor")).toEqual({
      number: 155,
      line: 2,
    });
    expect(refusal("SELECT 'open")).toEqual({ number: 105, line: 1 });
    expect(refusal("SELECT 1 /* open")).toEqual({ number: 113, line: 1 });
    expect(refusal(`USE [${"x".repeat(129)}]`)).toEqual({ number: 103, line: 1 });
    expect(refusal("RESTORE HEADERONLY FROM VIRTUAL_DEVICE = @d")).toEqual({
      number: 137,
      line: 1,
    });
    expect(refusal(`SELECT ${"(".repeat(5_000)}`)).toEqual({ number: 191, line: 1 });
    expect(refusal("CREATE TABLE x (y int)")).toEqual({ number: 102, line: 1 });
  });

  it("refuses any other text with an error of its own", () => {
    const words = [
      "SELECT",
      "FROM",
      "BACKUP",
      "TO",
      "WITH",
      "(",
      ")",
      ",",
      "=",
      "'a'",
      "[b]",
      "@c",
      "1",
      ".",
      "*",
      "AS",
      "x",
      "CASE",
      "WHEN",
      "END",
      ";",
      "SET",
      "EXEC",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
        try {
          checkSyntax(parts.join(" "), []);
        } catch (error) {
          expect(error).toBeInstanceOf(SqlError);
        }
      }),
      { numRuns: 1_000, seed: 20_261_126 },
    );
  });
});
