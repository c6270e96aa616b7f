import { expect, it } from "vitest";
import { anyOf } from "./abort-signal.ts";

it("is aborted with the first of its signals, for its reason", () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const any = anyOf([one.signal, two.signal]);
  expect(any.aborted).toBe(false);
  two.abort("two");
  one.abort("one");
  expect([any.aborted, any.reason]).toEqual([true, "two"]);
  expect(anyOf([one.signal]).reason).toBe("one");
});
