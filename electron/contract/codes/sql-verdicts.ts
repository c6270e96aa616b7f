/** Messages of SQL Server about how a BACKUP or RESTORE goes and ends, and about its devices. */
import { copies } from "./copies.ts";
import type { CodeTable } from "./entry.ts";

export const sqlVerdicts = {
  MSG_3013: {
    kind: "tsql",
    numbers: [3013],
    name: "Msg 3013",
    severity: 16,
    role: "consequence",
    meaning:
      "The statement ended abnormally. It comes last of every failing BACKUP or RESTORE and never says why.",
    causes: ["Whatever the messages before it say."],
    next: [
      { text: "Read all messages of the statement from the first one on." },
      { text: "Read the error log of that moment.", copy: copies.errorLog },
    ],
    related: ["MSG_3041", "MSG_3014"],
  },
  MSG_3014: {
    kind: "tsql",
    numbers: [3014],
    name: "Msg 3014",
    severity: 10,
    role: "information",
    meaning:
      "The statement succeeded: the server's verdict, with pages and time. Messages before it do not change that.",
    causes: [],
    next: [],
    related: ["MSG_3013", "MSG_4035"],
  },
  MSG_3041: {
    kind: "tsql",
    numbers: [3041],
    name: "Msg 3041",
    severity: 16,
    role: "consequence",
    meaning:
      "The error log notes that a BACKUP was not completed. The reason stands in a message before it.",
    causes: ["Any failing BACKUP, of any tool, leaves it."],
    next: [
      { text: "Find the lines before it in the error log.", copy: copies.errorLog },
      { text: "See which tool backed up at that time.", copy: copies.history },
    ],
    related: ["MSG_3013", "MSG_18210"],
  },
  MSG_18210: {
    kind: "tsql",
    numbers: [18210],
    name: "Msg 18210",
    aliases: ["STRMIO_IOFAILED"],
    severity: 16,
    role: "consequence",
    meaning:
      "The error log names a routine of the server that failed on the backup device, and the operating system's error. With 995 the client had aborted.",
    causes: [
      "AllocateBuffer, SetBufferParms: the buffers do not fit, or on Linux the client cannot open them.",
      "Initialize with CoCreateInstance: sqlvdi.dll is not registered; with Open and 2: no set of that name.",
      "RequestDurableMedia, Flush: the client answered Flush with an error or was gone.",
      "ReportIoError, write: a write was completed with an error; ClearError: the client did not take the device out of IO-ERROR.",
      "PrepareToFreeze: too few worker threads for a snapshot of that many databases.",
    ],
    next: [
      {
        text: "Take routine and number of the line: the number is the next code to look up, 995 sends you to the backup program.",
      },
      { text: "Read the backup program's entry before it." },
      {
        text: "If nothing is found: virus scanner, memory, disk, versions of sqlvdi.dll.",
        copy: copies.errorLog,
      },
    ],
    related: [
      "ERROR_OPERATION_ABORTED",
      "ERROR_DISK_FULL",
      "REGDB_E_CLASSNOTREG",
      "HR_FILE_NOT_FOUND",
    ],
  },
  MSG_18204: {
    kind: "tsql",
    numbers: [18204],
    name: "Msg 18204",
    severity: 16,
    role: "consequence",
    meaning:
      "The error log says that a backup device could not be opened or made, with the operating system's error.",
    causes: [
      "No set of that name, no rights, or a path that does not exist: the number says which.",
    ],
    next: [
      {
        text: "Look up the operating system's error of the same line: 2 name, 5 rights, 6 handle.",
      },
    ],
    related: ["MSG_3201", "ERROR_FILE_NOT_FOUND", "ERROR_ACCESS_DENIED"],
  },
  MSG_3201: {
    kind: "tsql",
    numbers: [3201],
    name: "Msg 3201",
    severity: 16,
    role: "cause",
    meaning:
      "The server cannot open the backup device. With a virtual device, state 6 is opening it and state 7 preparing it.",
    causes: [
      "The set was never created, is closed already, or has another name.",
      "The statement went to another instance than the one that CreateEx named.",
      "The account has no rights on the file or the set.",
    ],
    next: [
      {
        text: "Look up the operating system's error that stands in the message: 2 name, 5 rights, 6 handle.",
      },
      { text: "Compare instance and names on both sides.", copy: copies.instance },
    ],
    related: ["ERROR_FILE_NOT_FOUND", "ERROR_ACCESS_DENIED", "VD_E_TIMEOUT"],
  },
  MSG_3202: {
    kind: "tsql",
    numbers: [3202],
    name: "Msg 3202",
    severity: 16,
    role: "consequence",
    meaning:
      "A write to the device failed: the client completed a Write with an error, which the message repeats.",
    causes: [
      "The medium is full or refused the bytes: the completion's code says which.",
      "The set was aborted: 995.",
    ],
    next: [
      {
        text: "Look up the completion's code: 112 disk full, 1117 device, 29 write fault, 995 aborted.",
      },
    ],
    related: ["ERROR_DISK_FULL", "ERROR_WRITE_FAULT", "ERROR_OPERATION_ABORTED"],
  },
  MSG_3203: {
    kind: "tsql",
    numbers: [3203],
    name: "Msg 3203",
    severity: 16,
    role: "consequence",
    meaning:
      "A read from the device failed: the client completed a Read with an error, which the message repeats.",
    causes: ["The medium ended early or could not be read.", "The set was aborted: 995."],
    next: [
      { text: "Look up the completion's code: 38 end of stream, 30 read fault, 1117 device." },
      { text: "Check the media before the next try.", copy: copies.inspect },
    ],
    related: ["ERROR_HANDLE_EOF", "ERROR_READ_FAULT", "ERROR_OPERATION_ABORTED"],
  },
  MSG_3204: {
    kind: "tsql",
    numbers: [3204],
    name: "Msg 3204",
    severity: 16,
    role: "cause",
    meaning: "The backup or restore was aborted on the server's side.",
    causes: [
      "Somebody cancelled the statement or killed its session.",
      "The connection of the statement broke, or its command timeout ran out.",
    ],
    next: [
      { text: "Ask who cancelled; a job's timeout counts too." },
      { text: "Run the statement without a command timeout, on a connection of its own." },
    ],
    related: ["MSG_3013", "VD_E_ABORT"],
  },
  MSG_3205: {
    kind: "tsql",
    numbers: [3205],
    name: "Msg 3205",
    severity: 16,
    role: "cause",
    meaning: "The statement names more backup devices than the 64 that are allowed.",
    causes: ["Too many VIRTUAL_DEVICE clauses."],
    next: [{ text: "Use 64 devices at most; more than processors and disks rarely helps." }],
    related: ["MSG_3132"],
  },
  MSG_3211: {
    kind: "tsql",
    numbers: [3211],
    name: "Msg 3211",
    severity: 10,
    role: "information",
    meaning: "So many percent are done. Asked for by STATS.",
    causes: [],
    next: [],
    related: ["MSG_4035"],
  },
  MSG_4035: {
    kind: "tsql",
    numbers: [4035],
    name: "Msg 4035",
    severity: 10,
    role: "information",
    meaning: "So many pages of one file of the database were processed.",
    causes: [],
    next: [],
    related: ["MSG_3014"],
  },
  MSG_3262: {
    kind: "tsql",
    numbers: [3262],
    name: "Msg 3262",
    severity: 10,
    role: "information",
    meaning:
      "RESTORE VERIFYONLY found the backup set complete and readable. It did not restore it.",
    causes: [],
    next: [{ text: "Restore it somewhere from time to time: only that proves a backup." }],
    related: ["MSG_3256"],
  },
  MSG_3197: {
    kind: "tsql",
    numbers: [3197],
    name: "Msg 3197",
    severity: 10,
    role: "information",
    meaning: "Writing to the database is frozen for a snapshot.",
    causes: ["A snapshot backup is being taken, of this tool or another."],
    next: [
      { text: "Message 3198 should follow within seconds; look at the time between the two." },
    ],
    related: ["MSG_3198", "VSS_E_WRITERERROR_TIMEOUT"],
  },
  MSG_3198: {
    kind: "tsql",
    numbers: [3198],
    name: "Msg 3198",
    severity: 10,
    role: "information",
    meaning: "Writing to the database goes on after a snapshot.",
    causes: [],
    next: [],
    related: ["MSG_3197"],
  },
  MSG_3271: {
    kind: "tsql",
    numbers: [3271],
    name: "Msg 3271",
    severity: 16,
    role: "cause",
    meaning: "An input or output error on a file of the database that cannot be mended.",
    causes: [
      "The disk of the database failed.",
      "After an abort of the set it can come along with 995; then it only follows.",
    ],
    next: [
      {
        text: "If the text says 995, look for the abort; else look at the disk.",
        copy: copies.diskErrors,
      },
      { text: "Check the database's pages.", copy: "DBCC CHECKDB (N'DATABASE') WITH NO_INFOMSGS;" },
    ],
    related: ["ERROR_OPERATION_ABORTED", "ERROR_IO_DEVICE"],
  },
  MSG_3456: {
    kind: "tsql",
    numbers: [3456],
    name: "Msg 3456",
    severity: 21,
    role: "cause",
    meaning:
      "Restore could not redo a log record. With striped VDI backups: blocks of a stripe came back in another order.",
    causes: [
      "The backup program stored or returned the blocks of a stripe out of order.",
      "Since SQL Server 2019 a stripe may hold several copies of a page, so the order decides.",
    ],
    next: [
      { text: "Keep the order of every stripe, in the backup and in the restore." },
      {
        text: "Until the program is mended: trace flag 3471 for full backups, 3475 for differential ones.",
        copy: copies.traceFlagsOn,
      },
    ],
    related: ["MSG_3132"],
  },
  MSG_50000: {
    kind: "tsql",
    numbers: [50000],
    name: "Msg 50000",
    severity: 16,
    role: "cause",
    meaning:
      "A message of a program, not of SQL Server. The embedded server says so that a compared stream brought other bytes.",
    causes: [
      "The medium was altered, or it is the medium of another backup.",
      "The file to compare with changed after the backup.",
    ],
    next: [{ text: "Check the medium against its manifest.", copy: copies.inspect }],
    related: ["MSG_3266"],
  },
} as const satisfies CodeTable;
