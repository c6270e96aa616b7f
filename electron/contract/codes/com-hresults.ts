/** HRESULTs that come before VDI itself answers: COM, wrapped Windows errors, and the shadow copy service. */
import { copies } from "./copies.ts";
import type { CodeTable } from "./entry.ts";

export const comHresults = {
  REGDB_E_CLASSNOTREG: {
    kind: "hresult",
    numbers: [0x80040154],
    name: "REGDB_E_CLASSNOTREG",
    role: "cause",
    meaning:
      "COM knows no class for the virtual device set: sqlvdi.dll is not registered for this bitness.",
    causes: [
      "A 32-bit program where only the 64-bit library is registered, or the reverse.",
      "An instance was removed and took the registration with it; there is one for the whole machine.",
      "Setup or a repair of SQL Server's shared components did not end.",
    ],
    next: [
      {
        text: "Look at the registration in both views of the registry.",
        copy: copies.registration,
      },
      { text: "Repair the shared components of SQL Server, then try again." },
    ],
    related: ["CLASS_E_CLASSNOTAVAILABLE", "HR_PROC_NOT_FOUND"],
  },
  CLASS_E_CLASSNOTAVAILABLE: {
    kind: "hresult",
    numbers: [0x80040111],
    name: "CLASS_E_CLASSNOTAVAILABLE",
    role: "cause",
    meaning: "The library was found, but it does not give out the class that was asked for.",
    causes: [
      "The process is not elevated.",
      "Activation differs from that of other tools: they ask the library's class factory themselves.",
    ],
    next: [
      { text: "Run the program elevated." },
      { text: "Check path and bitness of the registered library.", copy: copies.registration },
    ],
    related: ["REGDB_E_CLASSNOTREG", "ERROR_ACCESS_DENIED"],
  },
  CO_E_NOTINITIALIZED: {
    kind: "hresult",
    numbers: [0x800401f0],
    name: "CO_E_NOTINITIALIZED",
    role: "cause",
    meaning: "The thread made its first COM call without CoInitializeEx.",
    causes: ["A device thread was started that did not join the multithreaded apartment."],
    next: [
      {
        text: "Call CoInitializeEx with COINIT_MULTITHREADED at the start of every thread that uses the set.",
      },
    ],
    related: ["REGDB_E_CLASSNOTREG"],
  },
  HR_FILE_NOT_FOUND: {
    kind: "hresult",
    numbers: [0x80070002],
    name: "HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)",
    role: "cause",
    meaning:
      "The server found no shared memory of the set's name. The log says SVDS::Open with error code 2.",
    causes: [
      "The client closed the set already, or ended, before the statement came to it.",
      "The name in the statement differs, in its case too, or another instance got the statement.",
      "Client and server use libraries of different versions or bitness.",
    ],
    next: [
      {
        text: "Compare the set's name with the first VIRTUAL_DEVICE of the statement, letter by letter.",
      },
      { text: "Compare the versions of both libraries.", copy: copies.registration },
    ],
    related: ["MSG_3201", "ERROR_FILE_NOT_FOUND", "VD_E_TIMEOUT"],
  },
  HR_PROC_NOT_FOUND: {
    kind: "hresult",
    numbers: [0x8007007f],
    name: "HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND)",
    role: "cause",
    meaning: "The library was loaded, but a function that it should have is missing.",
    causes: ["Files of several versions of SQL Server are mixed, or an update was interrupted."],
    next: [
      { text: "See which file is registered and its version.", copy: copies.registration },
      { text: "Repair the newest installed version of SQL Server." },
    ],
    related: ["REGDB_E_CLASSNOTREG"],
  },
  DB_E_ERRORSINCOMMAND: {
    kind: "hresult",
    numbers: [0x80040e14],
    name: "DB_E_ERRORSINCOMMAND",
    role: "consequence",
    meaning:
      "The SQL writer of the shadow copy service tells that its BACKUP statement failed; the statement's message says why.",
    causes: [
      "Too many databases are frozen at once: each one takes about three worker threads.",
      "A database of the snapshot cannot be backed up in its state.",
    ],
    next: [
      {
        text: "Read the error log just before it; PrepareToFreeze with 995 points at worker threads.",
        copy: copies.errorLog,
      },
      { text: "Put fewer databases into one snapshot." },
    ],
    related: ["ERROR_OPERATION_ABORTED", "VSS_E_WRITERERROR_NONRETRYABLE", "MSG_3012"],
  },
  VSS_E_WRITERERROR_TIMEOUT: {
    kind: "hresult",
    numbers: [0x800423f2],
    name: "VSS_E_WRITERERROR_TIMEOUT",
    role: "cause",
    meaning:
      "A snapshot took longer between freeze and thaw than the writer may wait. No stream of VDI is concerned.",
    causes: [
      "The freeze went over 60 seconds: slow storage, or too many databases.",
      "Freezes were answered one after the other instead of all at once.",
    ],
    next: [
      { text: "Look at the state of the writers.", copy: copies.writers },
      {
        text: "Snapshot fewer databases together; the specification wants a freeze under 10 seconds.",
      },
    ],
    related: ["VSS_E_WRITERERROR_NONRETRYABLE", "MSG_3197"],
  },
  VSS_E_WRITERERROR_NONRETRYABLE: {
    kind: "hresult",
    numbers: [0x800423f4],
    name: "VSS_E_WRITERERROR_NONRETRYABLE",
    role: "cause",
    meaning: "The SQL writer failed in a way that another try will not mend.",
    causes: [
      "NT SERVICE\\SQLWriter is no sysadmin, or its service does not run as Local System.",
      "A database failed in the snapshot: the error log names it.",
    ],
    next: [
      { text: "Look at the writers, and restart the SQL writer service.", copy: copies.writers },
      { text: "Check that the writer's account is a sysadmin.", copy: copies.sysadmin },
    ],
    related: ["VSS_E_WRITERERROR_TIMEOUT", "DB_E_ERRORSINCOMMAND"],
  },
} as const satisfies CodeTable;
