import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureStep } from "../contract/run.ts";
import { vdError } from "../contract/vdi.ts";
import { failureOf, noEvidence } from "./failure-analysis.ts";
import { eventLogSteps } from "./failure-event-log.ts";
import { deviceStep, hresultChip, messageStep, stepOf } from "./failure-steps.ts";

const message = (atMs: number, number: number, text: string) =>
  messageStep({ atMs, number, severity: 16, text, device: 0 })!;

const failed = (code: number, hr = 0, atMs = 100) =>
  deviceStep(
    {
      kind: "deviceFailed",
      device: 0,
      code,
      hr,
      sequence: 7,
      position: 4096,
      handle: 0x5a00100d,
      text: "",
    },
    { atMs, file: "/a/b.bak", secondary: 0, isBackup: true },
  );

const none = { command: null, leftBehind: [] };

describe("first cause", () => {
  it("is the full disk, not what the server says of it", () => {
    const failure = failureOf(
      [
        message(90, 3202, 'Write on "x" failed: 112.'),
        failed(112),
        message(130, 3013, "BACKUP is terminating."),
        message(140, 3041, "BACKUP failed."),
        stepOf(
          { atMs: 120, source: "set", device: -1 },
          "step.set.aborted",
          {},
          hresultChip(vdError.VD_E_ABORT),
        ),
      ],
      200,
      none,
    );
    expect(failure.code).toBe("TARGET_FULL");
    expect(failure.message).toBe(
      "The volume of /a/b.bak is full; device 1 stopped after 4096 bytes.",
    );
    expect(failure.cause.code).toEqual({ name: "ERROR_DISK_FULL", number: "112" });
    expect(failure.consequences.map((step) => step.atMs)).toEqual([90, 120, 130, 140]);
  });

  it("is that the server aborted, not the call that was refused for it", () => {
    const failure = failureOf(
      [
        failed(995, vdError.VD_E_ABORT, 80),
        message(120, 3204, "The statement was aborted by the server."),
        message(130, 3013, "BACKUP is terminating."),
      ],
      200,
      none,
    );
    expect(failure.code).toBe("SERVER_ABORTED");
    expect(failure.consequences.map((step) => step.atMs)).toEqual([80, 130]);
  });

  it("is the refused handle", () => {
    const failure = failureOf([failed(6, vdError.VD_E_INVALID)], 200, none);
    expect(failure.code).toBe("VDI_HANDLE_REFUSED");
    expect(failure.message).toContain(
      "MapBufferHandle(5A00100D) answered VD_E_INVALID for command 7 of device 1",
    );
  });

  it("is the user, when the user was first", () => {
    const stopped = stepOf({ atMs: 50, source: "client", device: -1 }, "step.client.stopped", {});
    expect(failureOf([stopped, message(60, 3013, "x")], 200, none).code).toBe("RUN_STOPPED");
    expect(failureOf([failed(112), { ...stopped, atMs: 150 }], 200, none).code).toBe("TARGET_FULL");
  });

  it("is the abort only when nobody gave a reason", () => {
    const aborted = stepOf({ atMs: 50, source: "server", device: -1 }, "step.server.aborted", {});
    expect(failureOf([aborted, message(60, 3013, "x")], 200, none).code).toBe("VDI_ABORTED");
    const lost = stepOf({ atMs: 70, source: "server", device: -1 }, "step.server.lost", {
      pid: 1,
      reason: "exit code 1",
    });
    expect(failureOf([aborted, lost], 200, none).code).toBe("SERVER_LOST");
    expect(
      failureOf([message(40, 3201, "Cannot open backup device."), aborted], 200, none).code,
    ).toBe("SERVER_REFUSED");
  });

  it("does not take a secondary that was replaced for the cause", () => {
    const lost = stepOf({ atMs: 10, source: "secondary", device: -1 }, "step.secondary.lost", {
      secondary: 1,
      pid: 5,
      reason: "killed by SIGKILL",
    });
    const failure = failureOf([lost, failed(29)], 200, none);
    expect(failure.code).toBe("TARGET_WRITE_FAILED");
    expect(failure.consequences).toEqual([]);
  });

  it("never leaves the reader without a sentence", () => {
    const failure = failureOf([], 5, none);
    expect(failure.code).toBe("RUN_NOT_FINISHED");
    expect(failure.remedy).not.toBe("");
  });
});

const place = (atMs: number, source: FailureStep["source"], device = -1) => {
  return { atMs, source, device };
};
const logged = (atSeconds: number, text: string) =>
  eventLogSteps([{ atSeconds, id: 1, isError: true, text }], {
    startedAtMs: 1_000_000,
    elapsedMs: 60_000,
    setName: "{ABC}",
  });

/** Steps that only ever follow, as they come from every source. */
const following: ((atMs: number) => FailureStep)[] = [
  (atMs) => failed(995, 0, atMs),
  (atMs) => message(atMs, 18210, "BackupMedium: write failure. Operating system error 995."),
  (atMs) => message(atMs, 3041, "BACKUP failed."),
  (atMs) => message(atMs, 3013, "BACKUP is terminating."),
  (atMs) => message(atMs, 3202, "Write failed: 112."),
  (atMs) => message(atMs, 3271, "A nonrecoverable I/O error occurred: error 995."),
  (atMs) => stepOf(place(atMs, "set"), "step.set.aborted", {}, hresultChip(vdError.VD_E_ABORT)),
  (atMs) => stepOf(place(atMs, "device", 1), "step.trace.swept", { count: 2, device: 2 }),
  (atMs) => logged(1_000 + Math.floor(atMs / 1000), "SQLVDI: Loc=TriggerAbort. Desc=invoked.")[0]!,
];
/** Steps that everything else can follow from. */
const causing: ((atMs: number) => FailureStep)[] = [
  (atMs) => failed(112, 0, atMs),
  (atMs) => failed(1117, 0, atMs),
  (atMs) => message(atMs, 3204, "Aborted."),
  (atMs) => message(atMs, 3265, "The login has insufficient authority."),
  (atMs) =>
    stepOf(place(atMs, "server"), "step.server.lost", { pid: 1, reason: "killed by SIGKILL" }),
  (atMs) => stepOf(place(atMs, "client"), "step.client.stopped", {}),
  (atMs) => logged(1_000 + Math.floor(atMs / 1000), "SQLVDI: Loc=SVDS::Open. ErrorCode=(2)x.")[0]!,
];

const stepsFrom = (makers: readonly ((atMs: number) => FailureStep)[], minLength: number) =>
  fc.array(
    fc
      .tuple(fc.constantFrom(...makers), fc.integer({ min: 0, max: 30_000 }))
      .map(([make, atMs]) => make(atMs)),
    { minLength, maxLength: 8 },
  );

describe("in whatever order things are heard of", () => {
  it("cause and consequences are the same, and nothing is lost", () => {
    const many = fc
      .tuple(stepsFrom(causing, 0), stepsFrom(following, 0))
      .chain(([causes, rest]) => {
        const all = [...causes, ...rest];
        return fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
          fc.integer({ min: 0, max: all.length }),
        );
      });
    fc.assert(
      fc.property(many, ([all, shuffled, cut]) => {
        const whole = failureOf(all, 40_000, none);
        // Told by the machine or found in the event log: it comes to the same.
        const split = failureOf(shuffled.slice(0, cut), 40_000, none, {
          ...noEvidence,
          logged: shuffled.slice(cut),
        });
        expect({ ...split, clocks: null }).toEqual({ ...whole, clocks: null });
        const follow = all.filter(({ key, text }) =>
          following.some((make) => same(make, key, text)),
        );
        const kept = [whole.cause, ...whole.consequences].filter(({ key, text }) =>
          following.some((make) => same(make, key, text)),
        );
        expect(kept.length).toBe(follow.length);
        const latest = whole.consequences.map(({ atMs, slackMs = 0 }) => atMs + slackMs);
        expect(latest).toEqual(latest.toSorted((a, b) => a - b));
      }),
    );
  });

  it("995, 18210, 3041, 3013 and aborts are never the cause of anything else", () => {
    fc.assert(
      fc.property(stepsFrom(causing, 1), stepsFrom(following, 1), (causes, rest) => {
        const { cause } = failureOf([...rest, ...causes], 40_000, none);
        expect(causes.map(({ key, code }) => `${key} ${code?.number}`)).toContain(
          `${cause.key} ${cause.code?.number}`,
        );
        // Nothing that can be a cause was surely over before it began.
        for (const other of causes)
          expect(cause.atMs).toBeLessThanOrEqual(other.atMs + (other.slackMs ?? 0));
      }),
    );
  });
});

function same(make: (atMs: number) => FailureStep, key: string, text: string): boolean {
  const made = make(0);
  return made.key === key && made.text === text;
}

describe("clocks", () => {
  it("a whole second of the event log does not come before what the trace saw within it", () => {
    const entry = logged(
      1_000,
      "SQLVDI: Loc=SVDS::Open. Desc=Open(Control). ErrorCode=(2)Not found.",
    );
    const failure = failureOf([failed(112, 0, 700)], 2_000, none, { ...noEvidence, logged: entry });
    expect(failure.cause.code?.number).toBe("112");
    expect(failure.consequences.map(({ code }) => code?.number)).toEqual(["2"]);
    expect(failure.clocks).toEqual({ traceMs: null, eventLogMs: 1_000 });
  });

  it("but an earlier second does", () => {
    const entry = logged(
      1_000,
      "SQLVDI: Loc=SVDS::Open. Desc=Open(Control). ErrorCode=(2)Not found.",
    );
    const told = [message(5_000, 3201, "Cannot open backup device.")];
    const failure = failureOf(told, 9_000, none, { ...noEvidence, logged: entry });
    expect(failure.cause).toMatchObject({ source: "eventLog", code: { number: "2" } });
    expect(failure.code).toBe("SERVER_REFUSED");
  });

  it("a message that arrives after what followed from it happened before that", () => {
    const swept = stepOf(place(119, "device", 0), "step.trace.abortedOut", { count: 4, device: 1 });
    const failure = failureOf([swept, message(135, 3204, "Aborted.")], 200, none);
    expect(failure.cause).toMatchObject({ key: "step.server.stopped", atMs: 119 });
  });

  it("the event log's entries of other sets, of other times and without an error are left out", () => {
    const run = { startedAtMs: 1_000_000, elapsedMs: 5_000, setName: "{ABC}" };
    const entry = {
      atSeconds: 1_002,
      id: 1,
      isError: true,
      text: "ErrorCode=(5)Access is denied.",
    };
    const of = (change: Partial<typeof entry>) => eventLogSteps([{ ...entry, ...change }], run);
    expect(of({})).toHaveLength(1);
    expect(of({ text: `${entry.text} VD=Global\\abc_SQLVDIMemoryName_0` })).toHaveLength(1);
    expect(of({ text: `${entry.text} VD=Global\\xyz_SQLVDIMemoryName_0` })).toEqual([]);
    expect(of({ atSeconds: 998 })).toEqual([]);
    expect(of({ atSeconds: 1_006 })).toEqual([]);
    expect(of({ isError: false })).toEqual([]);
    expect(of({})[0]?.code).toEqual({ name: "ERROR_ACCESS_DENIED", number: "5" });
  });
});
