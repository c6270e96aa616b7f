/** Numbers of other backup tools that pass on what VDI told them. */
import { copies } from "./copies.ts";
import type { CodeTable } from "./entry.ts";

export const vendorCodes = {
  REDGATE_1010: {
    kind: "vendor",
    numbers: [1010],
    name: "Red Gate 1010",
    role: "cause",
    meaning:
      "SQL Backup's wait for SQL Server ran out: VD_E_TIMEOUT from GetConfiguration in its words.",
    causes: [
      "Another backup of the same database blocks this one.",
      "The server is too busy to begin in time.",
    ],
    next: [
      { text: "Find what blocks.", copy: copies.requests },
      { text: "Raise VDITimeout only when nothing blocks." },
    ],
    related: ["VD_E_TIMEOUT", "MSG_3023"],
  },
  REDGATE_MEMORY: {
    kind: "vendor",
    numbers: [1000],
    through: 1040,
    name: "Red Gate 1000 to 1040",
    role: "cause",
    meaning:
      "SQL Backup's errors of a virtual device set; with SetBufferParms or contiguous memory the buffers did not fit.",
    causes: ["About six times MAXTRANSFERSIZE are wanted in one piece for every thread."],
    next: [{ text: "Use a smaller MAXTRANSFERSIZE, or fewer threads." }],
    related: ["VD_E_MEMORY", "REDGATE_1010"],
  },
  LITESPEED_61700: {
    kind: "vendor",
    numbers: [61700],
    name: "LiteSpeed 61700",
    role: "consequence",
    meaning:
      "LiteSpeed passes on that VDI was aborted. The sentence that stands last in its text is the cause.",
    causes: [
      "What the last sentence says, as a full transaction log of some database, model among them.",
    ],
    next: [
      { text: "Read the text from its end." },
      { text: "If a log is full, see what keeps it.", copy: copies.logReuse },
    ],
    related: ["VD_E_ABORT", "ERROR_OPERATION_ABORTED"],
  },
} as const satisfies CodeTable;
