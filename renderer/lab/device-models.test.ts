import { describe, expect, it } from "vitest";
import type { LabView } from "../../electron/contract/lab/calls.ts";
import type { LabMethodId } from "../../electron/contract/lab/methods.ts";
import type { LabCallEntry } from "../../electron/contract/lab/transcript.ts";
import type { LabScalar } from "../../electron/contract/lab/values.ts";
import { vdError } from "../../electron/contract/vdi.ts";
import { labDevices, numberIn } from "./device-models.ts";

type Given = Readonly<Record<string, LabScalar>>;

/** Calls in the order in which they were made and ended. */
class Story {
  readonly entries: LabCallEntry[] = [];

  call(
    [process, method]: readonly [string, LabMethodId],
    given: Given = {},
    answer: Given = {},
    hr = 0,
  ): this {
    const number = this.entries.length + 1;
    this.entries.push({
      kind: "call",
      number,
      process,
      method,
      startedMs: number,
      endedMs: number,
      endedAfter: number,
      step: null,
      difference: null,
      values: {},
      arguments: given,
      hr,
      results: answer,
      completion: null,
      problem: null,
    });
    return this;
  }
}

function viewOf(devices: readonly string[]): LabView {
  const seen = { hasAgent: false, buffers: [], held: [], addresses: [], state: "Active" };
  return {
    isOpen: true,
    setName: "LAB",
    script: null,
    processes: [
      {
        id: "server",
        role: "server",
        pid: 1,
        ended: null,
        insight: { ...seen, deviceCount: devices.length, devices: [...devices] },
      },
      ...(["primary", "secondary1"] as const).map((id) => ({
        id,
        role: id === "primary" ? ("primary" as const) : ("secondary" as const),
        pid: 2,
        ended: null,
        insight: { ...seen, deviceCount: 0, devices: [] },
      })),
    ],
  };
}

/** Device A is the primary's, B a secondary's first: numbers differ between the processes. */
function twoDevices(): Story {
  return new Story()
    .call(["server", "server.Open"])
    .call(["primary", "client.CreateEx"])
    .call(["server", "server.OpenDevice"], { name: "A" }, { device: 0 })
    .call(["server", "server.OpenDevice"], { name: "B" }, { device: 1 })
    .call(["primary", "client.OpenDevice"], { name: "A" }, { device: 0 })
    .call(["secondary1", "client.OpenInSecondaryEx"])
    .call(["secondary1", "client.OpenDevice"], { name: "B" }, { device: 0 });
}

describe("devices of the lab", () => {
  it("are those of the server, each with the client that opened it", () => {
    const [a, b] = labDevices(viewOf(["Active", "IoError"]), twoDevices().entries);
    expect(a).toMatchObject({
      name: "A",
      server: "Active",
      client: { process: "primary", index: 0 },
    });
    expect(b).toMatchObject({
      name: "B",
      server: "IoError",
      client: { process: "secondary1", index: 0 },
    });
    expect([numberIn(b, "server"), numberIn(b, "secondary1"), numberIn(b, "primary")]).toEqual([
      1,
      0,
      null,
    ]);
  });

  it("go from open to holding a command and back, and to the end, each by its own calls", () => {
    const view = viewOf(["Active", "Active"]);
    const states = (story: Story): string[] =>
      labDevices(view, story.entries).map(({ clientState }) => clientState);
    const story = twoDevices();
    expect(states(story)).toEqual(["Open", "Open"]);
    story.call(["secondary1", "client.GetCommand"], { device: 0 }, { command: 1 });
    expect(states(story)).toEqual(["Open", "Holds"]);
    story.call(["secondary1", "client.GetCommand"], { device: 0 }, {}, vdError.VD_E_TIMEOUT);
    story.call(["secondary1", "client.CompleteCommand"], { device: 0, command: 1 });
    expect(states(story)).toEqual(["Open", "Open"]);
    story.call(["primary", "client.GetCommand"], { device: 0 }, {}, vdError.VD_E_CLOSE);
    expect(states(story)).toEqual(["Closed", "Open"]);
  });

  it("are marked where their last call was refused, and no longer once one went well", () => {
    const view = viewOf(["Active", "Active"]);
    const marks = (story: Story): boolean[] =>
      labDevices(view, story.entries).map(({ isRefused }) => isRefused);
    const story = twoDevices();
    story.call(["server", "server.SendCommand"], { device: 1 }, {}, vdError.VD_E_PROTOCOL);
    expect(marks(story)).toEqual([false, true]);
    // A timeout is a normal end of a wait.
    story.call(["primary", "client.GetCommand"], { device: 0 }, {}, vdError.VD_E_TIMEOUT);
    expect(marks(story)).toEqual([false, true]);
    story.call(["server", "server.SendCommand"], { device: 1 }, { token: 1 });
    expect(marks(story)).toEqual([false, false]);
  });

  it("begin anew with a new set", () => {
    const story = twoDevices().call(["secondary1", "client.OpenInSecondaryEx"]);
    const [, b] = labDevices(viewOf(["Active", "Active"]), story.entries);
    expect(b).toMatchObject({ client: null, clientState: "NotOpen" });
  });
});
