/** The codes of the interface itself. Source: vdierror.h; the specification's pages of codes and methods. */
import { copies } from "./copies.ts";
import type { CodeTable } from "./entry.ts";

export const vdiHresults = {
  NOERROR: {
    kind: "hresult",
    numbers: [0],
    name: "NOERROR",
    aliases: ["S_OK"],
    role: "information",
    meaning: "The call did what was asked.",
    causes: [],
    next: [],
    related: ["VD_E_CLOSE"],
  },
  VD_E_UNASSIGNED: {
    kind: "hresult",
    numbers: [0x80770001, 0x80770008],
    name: "unassigned",
    role: "cause",
    meaning: "Numbers of the interface's own range that its headers give to no error.",
    causes: [
      "A program's table of constants is wrong: some list VD_E_CLOSE as 0x80770001, which is 0x8077000E.",
      "A library newer than the published headers.",
    ],
    next: [
      { text: "Compare the program's constants with the published vdierror.h." },
      { text: "Read what the library itself logged.", copy: copies.eventLog },
    ],
    related: ["VD_E_CLOSE", "VD_E_UNEXPECTED"],
  },
  VD_E_NOTOPEN: {
    kind: "hresult",
    numbers: [0x80770002],
    name: "VD_E_NOTOPEN",
    role: "cause",
    meaning: "The device or the set that was called is not open.",
    causes: [
      "A call came after Close, often from a second thread that was not told.",
      "A device was used before OpenDevice gave it.",
    ],
    next: [
      {
        text: "Look in the trace for the last call that succeeded: Close must come after it, not before.",
      },
      { text: "Let every device thread end before the set is closed." },
    ],
    related: ["VD_E_PROTOCOL", "VD_E_CLOSE"],
  },
  VD_E_TIMEOUT: {
    kind: "hresult",
    numbers: [0x80770003],
    name: "VD_E_TIMEOUT",
    role: "cause",
    meaning:
      "A wait of the client's own ran out. From GetConfiguration: SQL Server never came to the set. From GetCommand: only that nothing arrived in this interval.",
    causes: [
      "The BACKUP or RESTORE was not sent, or it failed at once: its own message is the cause.",
      "The login is no sysadmin, or the statement went to another instance than CreateEx named.",
      "Another backup of the same database blocks this one.",
      "Several threads wait in GetConfiguration: since SQL Server 2016 only one of them is woken.",
      "GetCommand: a quiet phase, or the server works on another stripe first.",
    ],
    next: [
      { text: "Read the statement's messages first." },
      { text: "See whether the statement runs and what it waits for.", copy: copies.requests },
      { text: "Check login and instance.", copy: copies.sysadmin },
      {
        text: "From GetCommand: call again. Give a longer time only when everything else is ruled out.",
      },
    ],
    related: ["VD_E_ABORT", "MSG_3265", "MSG_3201", "REDGATE_1010"],
  },
  VD_E_ABORT: {
    kind: "hresult",
    numbers: [0x80770004],
    name: "VD_E_ABORT",
    role: "consequence",
    meaning:
      "The set is being torn down: one side called SignalAbort, or ended without Close. Only Close makes sense now.",
    causes: [
      "The client gave up after an error of its own: its earlier entry names it.",
      "The server stopped the statement, or its process ended.",
      "No completion came for two whole intervals of serverTimeOut.",
      "A process of the client died while it held commands.",
    ],
    next: [
      {
        text: "Find what came before it: the first failing completion, the first message, the first process that ended.",
      },
      { text: "Read the server's error log around that moment.", copy: copies.errorLog },
      {
        text: "If completions were late: find the slow medium, or give serverTimeOut more; 0 with removable media.",
      },
    ],
    related: ["ERROR_OPERATION_ABORTED", "MSG_18210", "MSG_3013"],
  },
  VD_E_SECURITY: {
    kind: "hresult",
    numbers: [0x80770005],
    name: "VD_E_SECURITY",
    role: "cause",
    meaning: "The library could not set up who may open the set's shared objects.",
    causes: [
      "The process may not change the access list of its own handle.",
      "SQL Server's service account could not be looked up.",
    ],
    next: [
      { text: "Run the client as a member of Administrators, or as the service account itself." },
      { text: "The application event log says which step failed.", copy: copies.eventLog },
    ],
    related: ["ERROR_ACCESS_DENIED", "VD_E_INSTANCE_NAME"],
  },
  VD_E_INVALID: {
    kind: "hresult",
    numbers: [0x80770006],
    name: "VD_E_INVALID",
    role: "cause",
    meaning:
      "An argument is not valid. OpenDevice: the name is none of the set's. CompleteCommand: the command is not out. Buffer calls: no buffer, or a handle that is unknown, stale or of another set.",
    causes: [
      "OpenDevice: the first device must be named like the set, the others as in the VIRTUAL_DEVICE clauses.",
      "CompleteCommand: the command was completed already, or belongs to another device.",
      "MapBufferHandle: the handle was used after its command had been completed, or in another set.",
      "GetBufferHandle: the address is not the start of the command's buffer.",
    ],
    next: [
      { text: "Open the command in the timeline: who had it, and was it completed before?" },
      {
        text: "Take a new handle for each command, and pass the buffer's address as GetCommand gave it.",
      },
    ],
    related: ["ERROR_INVALID_HANDLE", "VD_E_PROTOCOL"],
  },
  VD_E_INSTANCE_NAME: {
    kind: "hresult",
    numbers: [0x80770007],
    name: "VD_E_INSTANCE_NAME",
    role: "cause",
    meaning: "The service control manager knows no SQL Server instance of this name.",
    causes: [
      "The machine's name stands before the instance: only the instance belongs here.",
      "The default instance was given by a name; it wants none at all.",
      "The instance is on another machine: VDI works on the server's own machine only.",
    ],
    next: [
      { text: "Ask the server what it is called.", copy: copies.instance },
      { text: "List the services of this machine.", copy: copies.services },
    ],
    related: ["VD_E_TIMEOUT", "VD_E_SECURITY"],
  },
  VD_E_NOTSUPPORTED: {
    kind: "hresult",
    numbers: [0x80770009],
    name: "VD_E_NOTSUPPORTED",
    role: "cause",
    meaning: "CreateEx refuses the configuration: a field, or a mix of features, is not allowed.",
    causes: [
      "Feature bits of several styles: a device is like a pipe, like a tape or like a disk, nothing between.",
      "deviceCount is not 1 to 64.",
      "The structure was not zeroed before it was filled.",
    ],
    next: [
      { text: "For a stream pass feature bits 0, with VDF_RequestComplete at most." },
      { text: "Zero VDConfig, then set deviceCount and only what is needed." },
    ],
    related: ["MSG_3261", "ERROR_NOT_SUPPORTED"],
  },
  VD_E_MEMORY: {
    kind: "hresult",
    numbers: [0x8077000a],
    name: "VD_E_MEMORY",
    role: "cause",
    meaning: "There is not enough memory for the buffers that were asked for.",
    causes: [
      "BUFFERCOUNT times MAXTRANSFERSIZE is more than is free, or than fits in one piece.",
      "Other backups hold their buffers at the same time.",
      "On Linux: /dev/shm is too small, often in a container.",
    ],
    next: [
      { text: "Lower MAXTRANSFERSIZE first, then BUFFERCOUNT or the number of devices." },
      { text: "On Linux look at the room for shared memory.", copy: "df -h /dev/shm" },
    ],
    related: ["REDGATE_MEMORY", "ERROR_NO_SYSTEM_RESOURCES"],
  },
  VD_E_UNEXPECTED: {
    kind: "hresult",
    numbers: [0x8077000b],
    name: "VD_E_UNEXPECTED",
    role: "cause",
    meaning: "Something failed inside the library that the interface has no code for.",
    causes: [
      "A call of the operating system failed; the library wrote which one into the event log.",
      "The libraries of client and server are of different versions.",
    ],
    next: [
      { text: "Read the entries of source SQLVDI.", copy: copies.eventLog },
      {
        text: "If there are none, look whether its logging is switched off: an empty value does that.",
        copy: copies.eventLogSwitch,
      },
      { text: "See which library is registered.", copy: copies.registration },
    ],
    related: ["REGDB_E_CLASSNOTREG", "VD_E_SECURITY"],
  },
  VD_E_PROTOCOL: {
    kind: "hresult",
    numbers: [0x8077000c],
    name: "VD_E_PROTOCOL",
    role: "cause",
    meaning: "The call is not allowed in the state that the object is in.",
    causes: [
      "OpenDevice came before GetConfiguration had returned.",
      "A secondary opened the set before the primary had its configuration, or with another spelling of the name.",
      "CreateEx on an object that has a set already.",
      "A buffer call while the set is not open in this process.",
    ],
    next: [
      {
        text: "Make the calls one by one in the protocol lab: it shows the state and what it allows.",
      },
      { text: "Start secondaries only after the primary's GetConfiguration has returned." },
    ],
    related: ["VD_E_NOTOPEN", "VD_E_OPEN"],
  },
  VD_E_OPEN: {
    kind: "hresult",
    numbers: [0x8077000d],
    name: "VD_E_OPEN",
    role: "information",
    meaning:
      "From OpenDevice: all devices are open, the normal end of the loop. From Close: some were still open, so the set is aborted.",
    causes: [
      "OpenDevice is called until this code comes.",
      "Close came before every device had answered VD_E_CLOSE.",
    ],
    next: [
      { text: "In a loop over OpenDevice: no error, go on." },
      { text: "From Close: take commands until each device says VD_E_CLOSE, then close." },
    ],
    related: ["VD_E_CLOSE", "VD_E_ABORT"],
  },
  VD_E_CLOSE: {
    kind: "hresult",
    numbers: [0x8077000e],
    name: "VD_E_CLOSE",
    role: "information",
    meaning:
      "The server closed the device: the normal end of its commands. It says nothing about success; the statement does.",
    causes: [
      "The statement has no more use for the device, after a good end or a bad one.",
      "RESTORE HEADERONLY and its like close early, with data left over.",
    ],
    next: [
      { text: "Wait for it on every device, then close the set." },
      { text: "Take message 3014 as the verdict, never this code." },
    ],
    related: ["MSG_3014", "MSG_3013", "VD_E_OPEN"],
  },
  VD_E_BUSY: {
    kind: "hresult",
    numbers: [0x8077000f],
    name: "VD_E_BUSY",
    aliases: ["VD_E_QUEUE_FULL"],
    role: "cause",
    meaning: "The device's queue of commands is full. Only the server's half is told so.",
    causes: ["The server sent more than the client has fetched. A client should never see it."],
    next: [
      { text: "Keep the trace and the server's build for a support case.", copy: copies.version },
      { text: "See whether a device thread stopped calling GetCommand." },
    ],
    related: ["ERROR_NO_SYSTEM_RESOURCES", "VD_E_IO_ERROR"],
  },
  VD_E_IO_ERROR: {
    kind: "hresult",
    numbers: [],
    name: "VD_E_IO_ERROR",
    role: "consequence",
    meaning:
      "SendCommand refuses while the device is in its IO-ERROR state. The specification names it, no header gives it a number.",
    causes: ["The client completed an earlier command with an error."],
    next: [
      { text: "Find the first completion of this device that was not 0." },
      { text: "The state ends when the client completes ClearError with success." },
    ],
    related: ["ERROR_IO_DEVICE", "VD_E_BUSY"],
  },
} as const satisfies CodeTable;
