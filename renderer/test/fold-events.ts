/** What native/trace/fold.h makes of a batch of events, written down once more for tests of the page. */
import {
  eventBytes,
  eventKind,
  readEvent,
  type TraceEvent,
} from "../../electron/contract/trace-event.ts";

const stageCount = 8;
const aboveIndex = 0xffff_f000;

interface Row {
  readonly first: TraceEvent;
  readonly times: number[];
  readonly of: Map<number, TraceEvent>;
  handle: number;
}

export function foldEvents(batch: ArrayBuffer): ArrayBuffer {
  const view = new DataView(batch);
  const events = Array.from({ length: batch.byteLength / eventBytes }, (_, at) =>
    readEvent(view, at),
  );
  const rows = new Map<string, Row>();
  const others: number[] = [];
  events.forEach((event, at) => {
    if (event.kind > eventKind.acknowledged || event.sequence === 0) others.push(at);
    else addTo(rows, event);
  });
  const sorted = [...rows.values()].sort(
    ({ first: a }, { first: b }) => a.device - b.device || a.sequence - b.sequence,
  );
  return written(sorted, events, { batch, others });
}

function addTo(rows: Map<string, Row>, event: TraceEvent): void {
  const key = `${event.device} ${event.sequence}`;
  const row = rows.get(key) ?? {
    first: event,
    times: new Array<number>(stageCount).fill(0),
    of: new Map(),
    handle: 0,
  };
  rows.set(key, row);
  const at = event.kind - 1;
  const leasedNs = row.times[eventKind.leased - 1] ?? 0;
  if (event.kind >= eventKind.leased && event.kind <= eventKind.moved && event.timeNs < leasedNs)
    return;
  row.times[at] = event.timeNs;
  row.of.set(event.kind, event);
  if (event.kind === eventKind.leased)
    for (const later of [eventKind.mapped, eventKind.moved])
      if ((row.times[later - 1] ?? 0) < event.timeNs) row.times[later - 1] = 0;
  if (event.kind !== eventKind.acknowledged) row.handle = handleAfter(row.handle, event.handle);
}

/** The fuller one: a handle before a buffer's index. */
function handleAfter(before: number, handle: number): number {
  return handle !== 0 && (before === 0 || (handle & aboveIndex) !== 0) ? handle : before;
}

function written(
  rows: readonly Row[],
  events: readonly TraceEvent[],
  { batch, others }: { readonly batch: ArrayBuffer; readonly others: readonly number[] },
): ArrayBuffer {
  const bytes: number[] = [];
  const put = (size: number, values: readonly number[]): void => {
    const column = new DataView(new ArrayBuffer(8 * Math.ceil((size * values.length) / 8)));
    values.forEach((value, at) => {
      if (size === 8) column.setFloat64(8 * at, value, true);
      else if (size === 4) column.setUint32(4 * at, value, true);
      else if (size === 2) column.setUint16(2 * at, value, true);
      else column.setUint8(at, value);
    });
    for (const byte of new Uint8Array(column.buffer)) bytes.push(byte);
  };
  const begin = ({ of }: Row): TraceEvent | undefined =>
    of.get(eventKind.received) ?? of.get(eventKind.issued);
  const field = (kind: number, name: keyof TraceEvent) => (row: Row) =>
    Number(row.of.get(kind)?.[name] ?? 0);
  const times = events.map(({ timeNs }) => timeNs);
  put(4, [rows.length, others.length]);
  put(8, [Math.min(...times), Math.max(...times)]);
  put(4, [events.length, 0]);
  put(
    8,
    rows.flatMap((row) => row.times),
  );
  put(
    8,
    rows.map((row) => begin(row)?.position ?? -1),
  );
  put(8, rows.map(field(eventKind.mapped, "address")));
  put(
    4,
    rows.map(({ first }) => first.sequence),
  );
  put(
    4,
    rows.map(({ handle }) => handle),
  );
  put(
    4,
    rows.map((row) => begin(row)?.size ?? 0),
  );
  put(
    4,
    rows.map((row) => begin(row)?.code ?? 0),
  );
  put(4, rows.map(field(eventKind.completed, "code")));
  put(4, rows.map(field(eventKind.mapped, "code")));
  put(4, rows.map(field(eventKind.moved, "codecNs")));
  put(4, rows.map(field(eventKind.moved, "diskNs")));
  put(
    2,
    rows.map((row) => secondaryOf(row)),
  );
  put(
    1,
    rows.map(({ first }) => first.device),
  );
  for (const at of others) bytes.push(...new Uint8Array(batch, at * eventBytes, eventBytes));
  return new Uint8Array(bytes).buffer;
}

function secondaryOf({ of }: Row): number {
  const mapped = of.get(eventKind.mapped);
  return mapped === undefined ? (of.get(eventKind.leased)?.code ?? 0xffff) : mapped.actor - 2;
}
