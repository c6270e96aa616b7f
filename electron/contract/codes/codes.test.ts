import { describe, expect, it } from "vitest";
import { completionCode, vdError } from "../vdi.ts";
import { codeKeys, codes, hexOf, isCodeKey, numbersText } from "./codes.ts";
import { findCodes, nearCodes, numberOf } from "./find-codes.ts";
import { entryOfCode, keyOfCode } from "./step-code.ts";

describe("the table of codes", () => {
  it("gives no number of a kind twice, nor a name", () => {
    const numbers = codeKeys.flatMap((key) =>
      codes[key].numbers.map((number) => `${codes[key].kind} ${number}`),
    );
    expect(numbers).toEqual([...new Set(numbers)]);
    const names = codeKeys.map((key) => codes[key].name);
    expect(names).toEqual([...new Set(names)]);
  });

  it("relates codes that exist, and none to itself", () => {
    for (const key of codeKeys)
      for (const other of codes[key].related) {
        expect(isCodeKey(other), `${key} -> ${other}`).toBe(true);
        expect(other).not.toBe(key);
      }
  });

  it("covers every code of the interface, under its own name and number", () => {
    for (const [name, number] of Object.entries(vdError))
      expect(codes[name as keyof typeof vdError].numbers, name).toEqual([number >>> 0]);
    for (const [name, number] of Object.entries(completionCode)) {
      expect(entryOfCode({ name, number: String(number) }), name).toMatchObject({
        kind: "win32",
        name,
        numbers: [number],
      });
    }
  });

  it("says of every error why and what to do, in whole sentences", () => {
    for (const key of codeKeys) {
      const { role, causes, next, meaning } = codes[key];
      if (role !== "information") {
        expect(causes.length, key).toBeGreaterThan(0);
        expect(next.length, key).toBeGreaterThan(0);
      }
      for (const text of [meaning, ...causes, ...next.map((step) => step.text)])
        expect(text, key).toMatch(/^\S.*[.:?]$/);
    }
  });

  it("calls 995, 18210, 3041, 3013 and an abort consequences", () => {
    for (const key of [
      "ERROR_OPERATION_ABORTED",
      "MSG_18210",
      "MSG_3041",
      "MSG_3013",
      "VD_E_ABORT",
    ] as const)
      expect(codes[key].role, key).toBe("consequence");
  });
});

describe("finding a code", () => {
  it("takes names and numbers as people write them", () => {
    const found: [string, string[]][] = [
      ["0x80770003", ["VD_E_TIMEOUT"]],
      ["-2139684861", ["VD_E_TIMEOUT"]],
      ["2155282435", ["VD_E_TIMEOUT"]],
      ["80770003", ["VD_E_TIMEOUT"]],
      ["vd_e_abort", ["VD_E_ABORT"]],
      ["VD_E_QUEUE_FULL", ["VD_E_BUSY"]],
      ["3013", ["MSG_3013"]],
      ["Msg 3013", ["MSG_3013"]],
      ["995", ["ERROR_OPERATION_ABORTED"]],
      ["0", ["NOERROR", "ERROR_SUCCESS"]],
      ["0x80070005", ["ERROR_ACCESS_DENIED"]],
      ["0x80070002", ["HR_FILE_NOT_FOUND", "ERROR_FILE_NOT_FOUND"]],
      ["1025", ["REDGATE_MEMORY"]],
      ["STRMIO_IOFAILED", ["MSG_18210"]],
    ];
    for (const [text, keys] of found) expect(findCodes(text), text).toEqual(keys);
  });

  it("finds every entry by its key, its name and each of its numbers", () => {
    for (const key of codeKeys) {
      const { name, numbers, kind } = codes[key];
      for (const text of [key, name]) expect(findCodes(text), text).toContain(key);
      for (const number of numbers) {
        const texts = kind === "hresult" ? [hexOf(number), `${number | 0}`] : [`${number}`];
        for (const text of texts) expect(findCodes(text), text).toContain(key);
      }
    }
  });

  it("finds nothing for what is no code, and what was nearly meant", () => {
    expect(findCodes("VD_E_TIMEOUTS")).toEqual([]);
    expect(nearCodes("VD_E_TIMEOUTS")[0]).toBe("VD_E_TIMEOUT");
    expect(nearCodes("DISK_FULL")).toContain("ERROR_DISK_FULL");
    expect(nearCodes("30132")).toContain("MSG_3013");
    expect(nearCodes("something else entirely")).toEqual([]);
    expect(numberOf("99999999999")).toBeNull();
    expect(numberOf("-4294967296")).toBeNull();
  });

  it("knows the codes of steps and chips", () => {
    expect(keyOfCode({ name: "T-SQL 16", number: "3013" })).toBe("MSG_3013");
    expect(keyOfCode({ name: "3013", number: "16" })).toBe("MSG_3013");
    expect(keyOfCode({ name: "995", number: "" })).toBeNull();
    expect(keyOfCode({ name: "HRESULT", number: "0x80040154" })).toBe("REGDB_E_CLASSNOTREG");
    expect(keyOfCode({ name: "Win32", number: "32" })).toBe("ERROR_SHARING_VIOLATION");
    expect(keyOfCode({ name: "VD_E_TOMORROW", number: "" })).toBeNull();
    expect(entryOfCode(null)).toBeNull();
    expect(numbersText(codes.VD_E_ABORT)).toBe("0x80770004");
    expect(numbersText(codes.REDGATE_MEMORY)).toBe("1000-1040");
  });
});
