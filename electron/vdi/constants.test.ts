import { expect, test } from "vitest";
import * as traceEvent from "../contract/trace-event.ts";
import { completionCode, vdCommand, vdError, vdFeature, vdLimit } from "../contract/vdi.ts";
import { loadAddon } from "./load-addon.ts";
import { segmentBytes } from "./segment-bytes.ts";

/** Numbers that C++ has no name for. */
const ours = new Set(["vdLimit.bufferCountMax"]);

const prefixed = (
  prefix: string,
  table: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [`${prefix}.${name}`, value]));

test("the addon and TypeScript have the same constants, none more", () => {
  const { eventBytes, noDevice, actorServer, actorPrimary, actorSecondaryFirst } = traceEvent;
  const repeated: Record<string, number> = {
    ...vdError,
    ...vdFeature,
    ...vdCommand,
    ...completionCode,
    ...prefixed("vdLimit", vdLimit),
    ...prefixed("segmentBytes", segmentBytes),
    ...prefixed("eventKind", traceEvent.eventKind),
    eventBytes,
    noDevice,
    actorServer,
    actorPrimary,
    actorSecondaryFirst,
  };
  const compared = Object.fromEntries(Object.entries(repeated).filter(([name]) => !ours.has(name)));
  expect({ ...loadAddon().constants }).toEqual(compared);
});
