import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { LeaseQueue, type Lease } from "./lease-queue.ts";

const lease = (what: Lease["what"], sequence: number): Lease => ({
  what,
  sequence,
  command: null,
  position: 0n,
  size: 0,
  handle: 0,
  receivedMs: 0,
  sentMs: 0,
  faults: new Set(),
  ordinal: sequence,
  stageMs: 0,
  isHeld: false,
});

function sendAll(queue: LeaseQueue, nowMs = 1): number[] {
  const sent: number[] = [];
  for (let next = queue.send(nowMs); next !== undefined; next = queue.send(nowMs))
    sent.push(next.sequence);
  return sent;
}

describe("leases of a device", () => {
  test("are sent in order, a flush or finish alone", () => {
    const queue = new LeaseQueue();
    const leases = (["move", "move", "flush", "move", "finish"] as const).map((what, at) =>
      lease(what, at + 1),
    );
    for (const each of leases) queue.push(each);
    const rounds: number[][] = [];
    while (queue.length > 0) {
      const sent = sendAll(queue);
      rounds.push(sent);
      for (const sequence of sent) {
        const found = leases[sequence - 1];
        expect(found !== undefined && queue.settle(found)).toBe(true);
      }
    }
    expect(rounds).toEqual([[1, 2], [3], [4], [5]]);
  });

  test("that were not sent or are settled already are not settled", () => {
    const queue = new LeaseQueue();
    const [first, second] = [lease("move", 1), lease("flush", 2)];
    queue.push(first);
    queue.push(second);
    expect(queue.settle(first)).toBe(false);
    expect(sendAll(queue)).toEqual([1]);
    expect(queue.settle(second)).toBe(false);
    expect(queue.settle(first)).toBe(true);
    expect(queue.settle(first)).toBe(false);
  });

  test("of a lost secondary are sent again from the oldest; their age begins anew", () => {
    const queue = new LeaseQueue();
    const leases = [1, 2, 3].map((sequence) => lease("move", sequence));
    for (const each of leases) queue.push(each);
    sendAll(queue, 5);
    expect(queue.settle(leases[1]!)).toBe(true);
    expect(queue.oldestAgeMs(25)).toBe(20);
    expect(queue.takeBack()).toBe(2);
    expect(queue.oldestAgeMs(25)).toBe(0);
    expect(sendAll(queue, 30)).toEqual([1, 3]);
    expect(queue.oldestAgeMs(31)).toBe(1);
  });

  test("each is settled exactly once, whatever the answers' order and the losses", () => {
    const kinds = fc.array(fc.constantFrom<Lease["what"]>("move", "move", "move", "flush"), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(kinds, fc.infiniteStream(fc.nat(9)), (whats, dice) => {
        const queue = new LeaseQueue();
        const leases = whats.map((what, at) => lease(what, at + 1));
        for (const each of leases) queue.push(each);
        const settled: number[] = [];
        let out: Lease[] = [];
        while (queue.length > 0) {
          out.push(...sendAll(queue).map((sequence) => leases[sequence - 1]!));
          if (dice.next().value === 0) {
            queue.takeBack();
            out = [];
          } else {
            const [one] = out.splice((dice.next().value ?? 0) % out.length, 1);
            if (one !== undefined && queue.settle(one)) settled.push(one.sequence);
          }
        }
        expect([...settled].sort((a, b) => a - b)).toEqual(leases.map((each) => each.sequence));
      }),
    );
  });
});
