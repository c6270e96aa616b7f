import { expect, test } from "vitest";
import { readFlags } from "./flags.ts";

const none = { demo: false, exit: false, bench: null, open: null };

test("our flags are found among Chromium's and the application's folder", () => {
  const argv = ["/electron", "--no-sandbox", "/repository", "--demo", "--exit"];
  expect(readFlags(argv)).toEqual({ ...none, demo: true, exit: true });
  expect(readFlags(["/handoff", "--bench=a,b"])).toEqual({ ...none, bench: ["a", "b"] });
});

test("a trace file is known by its ending, as the system hands it over, or by its flag", () => {
  expect(readFlags(["/handoff", "/repository", "a b.vditrace"])).toMatchObject({
    open: "a b.vditrace",
  });
  expect(readFlags(["/handoff", "--open=/tmp/any name"])).toMatchObject({ open: "/tmp/any name" });
  expect(readFlags(["/handoff", "--x.vditrace"])).toEqual(none);
});
