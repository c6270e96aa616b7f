import { expect, it } from "vitest";
import { codes, isCodeKey } from "../contract/codes/codes.ts";
import { loadAddon } from "./load-addon.ts";

it("every result and completion code of the native half is explained", () => {
  const results = Object.entries(loadAddon().constants).filter(([name]) =>
    /^(VD_E_|ERROR_|NOERROR$)/.test(name),
  );
  expect(results.length).toBeGreaterThan(25);
  for (const [name, number] of results) {
    expect(isCodeKey(name), name).toBe(true);
    if (isCodeKey(name)) expect(codes[name].numbers, name).toContain(number >>> 0);
  }
});
