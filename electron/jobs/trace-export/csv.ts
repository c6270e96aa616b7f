/**
 * CSV (RFC 4180): one row a command, times in microseconds since the first event.
 */
import { eventKind, type TraceEvent } from "../../contract/trace-event.ts";
import { CommandJoin, type JoinedCommand } from "./command-join.ts";
import { addressText, handleText, shortCommand } from "./event-words.ts";
import type { Exporter } from "./exporter.ts";

const columns = [
  "sequence",
  "device",
  "command",
  "position",
  "size",
  "bytes",
  "completion_code",
  "handle",
  "secondary",
  "server_address",
  "primary_address",
  "secondary_address",
  "issued_us",
  "received_us",
  "handle_taken_us",
  "leased_us",
  "mapped_us",
  "moved_us",
  "completed_us",
  "acknowledged_us",
  "codec_us",
  "disk_us",
];

/** A fresh exporter; each writes one file. */
export function csvExporter(): Exporter {
  const join = new CommandJoin();
  let startNs = 0;
  const rowOf = (command: JoinedCommand): string => `${fieldsOf(command, startNs).join(",")}\r\n`;
  return {
    begin: () => `${columns.join(",")}\r\n`,
    event: (event: TraceEvent) => {
      startNs = startNs === 0 ? event.timeNs : startNs;
      const command = join.add(event);
      return command === undefined ? "" : rowOf(command);
    },
    end: () => [...join.rest()].map(rowOf).join(""),
  };
}

function fieldsOf(command: JoinedCommand, startNs: number): (string | number)[] {
  const times = command.at
    .slice(eventKind.issued)
    .map((ns) => (ns === 0 ? "" : ((ns - startNs) / 1000).toFixed(3)));
  return [
    command.sequence,
    command.device + 1,
    shortCommand(command.commandCode),
    command.position < 0 ? "" : command.position,
    command.size,
    command.bytes,
    command.completionCode ?? "",
    handleText(command.handle),
    command.secondary === null ? "" : command.secondary + 1,
    addressText(command.serverAddress),
    addressText(command.primaryAddress),
    addressText(command.secondaryAddress),
    ...times,
    (command.codecNs / 1000).toFixed(3),
    (command.diskNs / 1000).toFixed(3),
  ];
}
