import { describe, expect, it } from "vitest";
import { failureWords } from "../../electron/contract/failure-words.ts";
import { faults } from "../../electron/contract/fault.ts";
import { faultText } from "./fault-words.ts";
import { portugueseFaults } from "./portuguese-faults.ts";
import { noteText, portugueseSteps, stepText } from "./step-words.ts";
import { codeKeys } from "../../electron/contract/codes/codes.ts";
import { codeText } from "./code-words.ts";
import { chooseLanguage } from "./words.ts";

const namesIn = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();

describe("both languages", () => {
  it("know every fault, with no parameter that the English text has not", () => {
    expect(Object.keys(portugueseFaults).toSorted()).toEqual(Object.keys(faults).toSorted());
    for (const [code, texts] of Object.entries(portugueseFaults)) {
      const entry = faults[code as keyof typeof faults];
      const english = namesIn(`${entry.message({})} ${entry.remedy({})}`);
      for (const name of namesIn(texts.join(" ")))
        expect(english, `${code} {${name}}`).toContain(name);
    }
  });

  it("know every step and note, with the same parameters", () => {
    expect(Object.keys(portugueseSteps).toSorted()).toEqual(Object.keys(failureWords).toSorted());
    for (const [key, text] of Object.entries(portugueseSteps)) {
      expect(namesIn(text), key).toEqual(namesIn(failureWords[key as keyof typeof failureWords]));
    }
  });

  it("explain every code, sentence by sentence, and with the same things to copy", () => {
    const said = (language: "en" | "pt-BR", key: (typeof codeKeys)[number]): string[] => {
      const { meaning, causes, next } = codeText(language, key);
      return [meaning, ...causes, ...next.map((step) => step.text)];
    };
    const copied = (language: "en" | "pt-BR", key: (typeof codeKeys)[number]) =>
      codeText(language, key).next.map((step) => step.copy);
    for (const key of codeKeys) {
      const english = said("en", key);
      const portuguese = said("pt-BR", key);
      expect(portuguese.length, key).toBe(english.length);
      expect(copied("pt-BR", key), key).toEqual(copied("en", key));
      portuguese.forEach((text, at) => {
        expect(text, key).toMatch(/^\S.*[.:?]$/);
        // A statement's own words are the same everywhere.
        if (!(english[at] ?? "").startsWith("RESTORE of master"))
          expect(text, key).not.toBe(english[at]);
      });
    }
  });

  it("fill parameters in, and fall back to what came when a code is new", () => {
    expect(faultText("pt-BR", "TARGET_EXISTS", { file: "/a" }).message).toBe("/a já existe.");
    expect(faultText("pt-BR", "FROM_THE_FUTURE", {}, { message: "New.", remedy: "Wait." })).toEqual(
      { message: "New.", remedy: "Wait." },
    );
    expect(
      noteText("pt-BR", { key: "note.secondaryReplaced", parameters: { secondary: 2, leases: 3 } }),
    ).toBe("Secundário 2 substituído: 3 cessões refeitas, nada se perdeu");
    expect(stepText("pt-BR", { key: "unknown.key", parameters: {}, text: "As it came." })).toBe(
      "As it came.",
    );
    const check = {
      key: "step.check",
      parameters: { fault: "TARGET_EXISTS", file: "/a", what: "/a exists already." },
      text: "/a exists already.",
    };
    expect(stepText("pt-BR", check)).toBe("/a já existe.");
  });

  it("follow the system only where the user chose nothing", () => {
    expect(chooseLanguage("system", "pt-PT")).toBe("pt-BR");
    expect(chooseLanguage("system", "de-DE")).toBe("en");
    expect(chooseLanguage("en", "pt-BR")).toBe("en");
  });
});
