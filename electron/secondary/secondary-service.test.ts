import { expect, test } from "vitest";
import { vdError } from "../contract/vdi.ts";
import { loadAddon } from "../vdi/load-addon.ts";
import { SecondaryService } from "./secondary-service.ts";

const open = {
  instance: null,
  library: null,
  setName: "nobody's set",
  segmentName: "",
  index: 0,
  traceName: null,
  media: [],
  codecThreads: 1,
  mode: "port" as const,
};
const context = { isCancelled: () => false, onCancel: () => undefined };

test("a set that is not there is answered with its code, and the process can be asked again", async () => {
  const service = new SecondaryService(loadAddon());
  for (let round = 0; round < 2; round++) {
    expect(await service.handlers.open(open, context)).toEqual({
      hr: vdError.VD_E_PROTOCOL,
      problem: null,
    });
    expect(service.isOpen).toBe(false);
  }
});

test("calls before open are refused, close is not", async () => {
  const { handlers } = new SecondaryService(loadAddon());
  const lease = {
    device: 0,
    command: 2,
    handle: 1,
    size: 1,
    position: 0n,
    sequence: 1,
    phase: "whole" as const,
  };
  expect(() => handlers.move(lease, context)).toThrow("the secondary is not open");
  await expect(handlers.flush({ device: 0 }, context)).rejects.toThrow("the secondary is not open");
  expect(handlers.close({}, context)).toEqual({});
});
