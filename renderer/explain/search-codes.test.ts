import { describe, expect, it } from "vitest";
import { codeKeys } from "../../electron/contract/codes/codes.ts";
import { wordsOf } from "../words/words.ts";
import { codeTitle, explanationText, relatedOf } from "./explanation-text.ts";
import { searchCodes } from "./search-codes.ts";

const search = (query: string, language: "en" | "pt-BR" = "en") =>
  searchCodes({ query, kind: "all", language });

describe("searching codes", () => {
  it("puts what a number or name is first", () => {
    expect(search("995")[0]).toBe("ERROR_OPERATION_ABORTED");
    expect(search("-2139684860")[0]).toBe("VD_E_ABORT");
    expect(search("0x8007")[0]).toBe("HR_FILE_NOT_FOUND");
    expect(
      search("vd_e_")
        .slice(0, 10)
        .every((key) => key.startsWith("VD_E_")),
    ).toBe(true);
  });

  it("finds words in any order and language, without accents and capitals", () => {
    expect(search("FULL volume")).toContain("ERROR_DISK_FULL");
    expect(search("espaco volume", "pt-BR")).toContain("ERROR_DISK_FULL");
    expect(search("espaco volume", "en")).toEqual([]);
    expect(search("")).toEqual(codeKeys);
    expect(search("no such code anywhere")).toEqual([]);
  });

  it("keeps to the kind", () => {
    const found = searchCodes({ query: "995", kind: "tsql", language: "en" });
    expect(found).toContain("MSG_18210");
    expect(found).not.toContain("ERROR_OPERATION_ABORTED");
  });
});

it("an explanation is whole as text, and each code has a title and relatives that exist", () => {
  const text = explanationText("VD_E_TIMEOUT", wordsOf("pt-BR"));
  expect(text).toMatch(/^VD_E_TIMEOUT 0x80770003\nHRESULT\. Pode ser a primeira causa\./);
  expect(text).toContain("IS_SRVROLEMEMBER");
  expect(codeTitle("MSG_3013")).toBe("Msg 3013");
  expect(codeTitle("VD_E_IO_ERROR")).toBe("VD_E_IO_ERROR");
  for (const key of codeKeys) expect(relatedOf(key)).not.toContain(key);
});
