/**
 * Completion codes of commands and the operating system's errors that messages of backups name.
 *
 * Source: the specification's pages of commands and of completion rules; winerror.h for the numbers.
 */
import { copies } from "./copies.ts";
import type { CodeTable } from "./entry.ts";

export const win32Codes = {
  ERROR_SUCCESS: {
    kind: "win32",
    numbers: [0],
    name: "ERROR_SUCCESS",
    role: "information",
    meaning: "The command was carried out. Every success must be this code and no other.",
    causes: [],
    next: [],
    related: ["NOERROR"],
  },
  ERROR_FILE_NOT_FOUND: {
    kind: "win32",
    numbers: [2],
    name: "ERROR_FILE_NOT_FOUND",
    role: "cause",
    meaning: "What was to be opened is not there: a file, or the shared memory of a set.",
    causes: [
      "The set of that name does not exist (any more), or the name is spelled otherwise.",
      "On Linux, Open(hBufferMemory): the client may not see or open SQL Server's shared memory.",
    ],
    next: [
      { text: "Compare the names." },
      {
        text: "On Linux use SQL Server 2019 CU15 or 2017 CU28 at least, and share group, /dev/shm and namespaces.",
        copy: copies.sharedMemory,
      },
    ],
    related: ["HR_FILE_NOT_FOUND", "MSG_3201"],
  },
  ERROR_ACCESS_DENIED: {
    kind: "win32",
    numbers: [5],
    name: "ERROR_ACCESS_DENIED",
    role: "cause",
    meaning: "The account may not do that to the file, the folder or the shared object.",
    causes: [
      "SQL Server's service account, or the account of this program, has no rights on the folder.",
      "The client runs as another user than the set's access list admits.",
    ],
    next: [
      { text: "Look at the rights of the folder.", copy: copies.rights },
      {
        text: "Let client and service account both be on the list, or run the client as an administrator.",
      },
    ],
    related: ["VD_E_SECURITY", "MSG_3201"],
  },
  ERROR_INVALID_HANDLE: {
    kind: "win32",
    numbers: [6],
    name: "ERROR_INVALID_HANDLE",
    role: "cause",
    meaning:
      "A handle is not valid. As a completion: the buffer's handle was refused where it was to be mapped. On the server's side: the device is not active.",
    causes: [
      "MapBufferHandle refused a stale or foreign handle, so the command could not be carried out.",
      "The server sent a command to a device that is not open.",
    ],
    next: [
      {
        text: "Look at the handle in the Buffers view: set tag, generation and index say which check it failed.",
      },
      { text: "Ask for a handle once per command, and use it before the command is completed." },
    ],
    related: ["VD_E_INVALID", "VD_E_PROTOCOL"],
  },
  ERROR_ARENA_TRASHED: {
    kind: "win32",
    numbers: [7],
    name: "ERROR_ARENA_TRASHED",
    role: "cause",
    meaning:
      "Windows: memory control blocks were destroyed. The Linux header lists it and says nothing of its use.",
    causes: ["Not known: no public source tells when a client or server sends it."],
    next: [
      { text: "Keep the trace and the server's build for a support case.", copy: copies.version },
    ],
    related: ["ERROR_IO_DEVICE"],
  },
  ERROR_BAD_ENVIRONMENT: {
    kind: "win32",
    numbers: [10],
    name: "ERROR_BAD_ENVIRONMENT",
    role: "cause",
    meaning: "One public backup client answers its own input and output failures with this code.",
    causes: [
      "The backup program could not read or write its side of the stream; its log says why.",
    ],
    next: [{ text: "Read the log of the backup program at that moment." }],
    related: ["ERROR_WRITE_FAULT", "MSG_3202"],
  },
  ERROR_WRITE_FAULT: {
    kind: "win32",
    numbers: [29],
    name: "ERROR_WRITE_FAULT",
    role: "cause",
    meaning: "The medium refused a write.",
    causes: [
      "The disk, the network share or the connection behind the medium failed.",
      "The file was taken away, or its rights changed, while it was written.",
    ],
    next: [
      { text: "Look for faults of the disk in the system's log.", copy: copies.diskErrors },
      { text: "Write to another volume and start again." },
    ],
    related: ["ERROR_DISK_FULL", "MSG_3202", "ERROR_IO_DEVICE"],
  },
  ERROR_READ_FAULT: {
    kind: "win32",
    numbers: [30],
    name: "ERROR_READ_FAULT",
    role: "cause",
    meaning: "The medium refused a read.",
    causes: [
      "The disk, the network share or the connection behind the medium failed.",
      "The medium was changed or cut short after the restore had begun.",
    ],
    next: [
      { text: "Look for faults of the disk in the system's log.", copy: copies.diskErrors },
      { text: "Check the medium from end to end.", copy: copies.inspect },
    ],
    related: ["ERROR_HANDLE_EOF", "MSG_3203"],
  },
  ERROR_SHARING_VIOLATION: {
    kind: "win32",
    numbers: [32],
    name: "ERROR_SHARING_VIOLATION",
    role: "cause",
    meaning: "Another process has the file open and does not share it.",
    causes: [
      "A virus scanner or another filter driver looks at the file.",
      "A second restore or an application still uses it.",
    ],
    next: [
      { text: "List the filter drivers, and exclude the data folders.", copy: copies.filters },
      { text: "Close what uses the file, then start again." },
    ],
    related: ["MSG_3634"],
  },
  ERROR_HANDLE_EOF: {
    kind: "win32",
    numbers: [38],
    name: "ERROR_HANDLE_EOF",
    role: "cause",
    meaning: "The stream has ended: normal behind its last block, fatal before it.",
    causes: [
      "The medium is cut short, or it is another stripe's.",
      "The server read beyond the end of set, which is no error.",
    ],
    next: [
      {
        text: "Compare the file's length with its manifest, and see which stripe ended early.",
        copy: copies.inspect,
      },
      { text: "Copy the medium again from where it is whole." },
    ],
    related: ["ERROR_NO_DATA_DETECTED", "MSG_3208", "MSG_3203"],
  },
  ERROR_HANDLE_DISK_FULL: {
    kind: "win32",
    numbers: [39],
    name: "ERROR_HANDLE_DISK_FULL",
    role: "cause",
    meaning: "No space is left on the volume; SQL Server treats it as 112.",
    causes: ["The volume, a quota or the medium itself is full."],
    next: [
      { text: "Free space, or choose another volume.", copy: copies.freeSpace },
      { text: "Compress the backup, or spread it over several volumes." },
    ],
    related: ["ERROR_DISK_FULL", "MSG_3202"],
  },
  ERROR_NOT_SUPPORTED: {
    kind: "win32",
    numbers: [50],
    name: "ERROR_NOT_SUPPORTED",
    role: "cause",
    meaning: "The client does not know the command that the server sent.",
    causes: [
      "The feature bits promise more than the client does.",
      "VDC_Complete was asked for, and there is no case for it.",
    ],
    next: [
      {
        text: "Answer Read, Write, Flush and ClearError always, and every command that a feature bit promises.",
      },
      { text: "Leave the feature bits out that are not needed." },
    ],
    related: ["VD_E_NOTSUPPORTED", "MSG_3261"],
  },
  ERROR_DISK_FULL: {
    kind: "win32",
    numbers: [112],
    name: "ERROR_DISK_FULL",
    role: "cause",
    meaning:
      "No space is left on the volume: nothing more of this device can be stored, and SQL Server ends the backup.",
    causes: [
      "The volume is full, or a quota is reached.",
      "Another backup or a growing file took the space while this one ran.",
    ],
    next: [
      { text: "See what is free.", copy: copies.freeSpace },
      {
        text: "Free space or choose another volume, then start again; nothing of the failed backup can be used.",
      },
      { text: "Compress the backup, or spread it over several volumes." },
    ],
    related: ["ERROR_HANDLE_DISK_FULL", "MSG_3202", "MSG_18210"],
  },
  ERROR_ALREADY_EXISTS: {
    kind: "win32",
    numbers: [183],
    name: "ERROR_ALREADY_EXISTS",
    role: "cause",
    meaning: "What was to be made is there already: a file, or a set of this name.",
    causes: ["An earlier run left it behind, or another program uses the same name."],
    next: [{ text: "Choose another name; for sets a new GUID each time." }],
    related: ["VD_E_PROTOCOL"],
  },
  ERROR_OPERATION_ABORTED: {
    kind: "win32",
    numbers: [995],
    name: "ERROR_OPERATION_ABORTED",
    role: "consequence",
    meaning:
      "The command was out when the set was aborted; the library itself completes it so. Linux logs write it as an error that was not found.",
    causes: [
      "The backup program called SignalAbort, or its process ended: its own log knows why.",
      "The server aborted its statement.",
      "PrepareToFreeze with 995: too few worker threads for that many databases.",
      "On 32-bit servers: no memory in one piece for the buffers.",
    ],
    next: [
      { text: "Do not look for 995; look for what came before it." },
      { text: "Read the error log from the statement's start.", copy: copies.errorLog },
      { text: "Look at the backup program's first error and at processes that ended." },
    ],
    related: ["VD_E_ABORT", "MSG_18210", "MSG_3041"],
  },
  ERROR_END_OF_MEDIA: {
    kind: "win32",
    numbers: [1100],
    name: "ERROR_END_OF_MEDIA",
    role: "information",
    meaning:
      "A write on removable media came into the warning zone at its end. The server will ask for the next medium.",
    causes: ["The medium is nearly full; what is under way must still fit."],
    next: [{ text: "Store what is out, then load the next medium when VDC_Load comes." }],
    related: ["ERROR_EOM_OVERFLOW", "ERROR_NO_MEDIA_IN_DRIVE"],
  },
  ERROR_FILEMARK_DETECTED: {
    kind: "win32",
    numbers: [1101],
    name: "ERROR_FILEMARK_DETECTED",
    role: "information",
    meaning: "A read met a filemark. Only devices with file marks answer so.",
    causes: ["The server reads up to the next mark on purpose."],
    next: [
      {
        text: "No deed is needed, unless the mark stands where data should be: then check the medium.",
        copy: copies.inspect,
      },
    ],
    related: ["ERROR_NO_DATA_DETECTED"],
  },
  ERROR_NO_DATA_DETECTED: {
    kind: "win32",
    numbers: [1104],
    name: "ERROR_NO_DATA_DETECTED",
    role: "cause",
    meaning: "A read came to the end of what was recorded. SQL Server treats it as 38.",
    causes: [
      "The medium is cut short, or belongs to another stripe.",
      "The last backup on the medium was read to its end.",
    ],
    next: [{ text: "Check the medium's length and which stripe it is.", copy: copies.inspect }],
    related: ["ERROR_HANDLE_EOF", "MSG_3203"],
  },
  ERROR_NO_MEDIA_IN_DRIVE: {
    kind: "win32",
    numbers: [1112],
    name: "ERROR_NO_MEDIA_IN_DRIVE",
    role: "cause",
    meaning: "Windows: the drive is empty. No description of VDI gives it a use of its own.",
    causes: ["A removable medium was asked for that nobody loaded."],
    next: [{ text: "Load the medium; with removable media leave serverTimeOut at 0." }],
    related: ["ERROR_END_OF_MEDIA"],
  },
  ERROR_IO_DEVICE: {
    kind: "win32",
    numbers: [1117],
    name: "ERROR_IO_DEVICE",
    role: "cause",
    meaning:
      "An input or output error of the device. Commands that the client never saw get it too: while a device is in IO-ERROR they are swept away.",
    causes: [
      "The disk or the way to it failed: the client's own completion says so.",
      "Swept: an earlier command of the same device was completed with an error.",
    ],
    next: [
      {
        text: "Find the first completion of this device that was not 0: the others follow from it.",
      },
      {
        text: "If the client itself sent it, look for faults of the disk.",
        copy: copies.diskErrors,
      },
    ],
    related: ["VD_E_IO_ERROR", "ERROR_WRITE_FAULT", "ERROR_READ_FAULT"],
  },
  ERROR_EOM_OVERFLOW: {
    kind: "win32",
    numbers: [1129],
    name: "ERROR_EOM_OVERFLOW",
    role: "cause",
    meaning: "The removable medium is full beyond its warning zone; the server ends the backup.",
    causes: ["The warning zone is smaller than what can be under way at once."],
    next: [{ text: "Give EOMWarningSize room for every buffer of the set, and start again." }],
    related: ["ERROR_END_OF_MEDIA", "ERROR_DISK_FULL"],
  },
  ERROR_NO_SYSTEM_RESOURCES: {
    kind: "win32",
    numbers: [1450],
    name: "ERROR_NO_SYSTEM_RESOURCES",
    role: "cause",
    meaning: "The server's own command did not fit into the device's queue.",
    causes: [
      "The client fetches commands too slowly or not at all.",
      "The system is short of memory for input and output.",
    ],
    next: [{ text: "See in the timeline when the device last called GetCommand." }],
    related: ["VD_E_BUSY", "VD_E_MEMORY"],
  },
} as const satisfies CodeTable;
