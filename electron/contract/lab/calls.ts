/** The lab's tables: between the main process and its lab processes, and between window and main process. */
import { z } from "zod";
import { labMethodIds } from "./methods.ts";
import { completionSchema, entrySchema, processIdSchema, stepSchema } from "./transcript.ts";
import { scalarSchema, valueSchema } from "./values.ts";

const method = z.enum(labMethodIds);

/** What one process sees now. */
export const insightSchema = z.object({
  state: z.string(),
  hasAgent: z.boolean(),
  /** Server: devices of the set; 0 while it has none. */
  deviceCount: z.number().int(),
  /** By device number: "NotOpen", "Active", "IoError", "Closed". */
  devices: z.array(z.string()),
  /** Server only. */
  buffers: z.array(
    z.object({
      index: z.number().int(),
      size: z.number(),
      generation: z.number().int(),
      holder: z.enum(["free", "server", "client"]),
    }),
  ),
  /** Client: commands that it has not completed, with the buffer's index (-1: none). */
  held: z.array(
    z.object({ command: z.number().int(), commandCode: z.number().int(), index: z.number().int() }),
  ),
  /** Where this process sees which buffer. */
  addresses: z.array(z.object({ index: z.number().int(), address: z.string() })),
});
export type LabInsight = z.infer<typeof insightSchema>;

/** Main -> lab process. */
export const labProcessCalls = {
  call: {
    input: z.object({ method, arguments: z.record(z.string(), scalarSchema) }),
    output: z.object({ hr: z.number().int(), results: z.record(z.string(), scalarSchema) }),
  },
  inspect: { input: z.object({}), output: insightSchema },
} as const;

/** Lab process -> main: a completion routine ran. */
export const labProcessEvents = {
  completed: completionSchema.omit({ after: true }).extend({ token: z.number().int() }),
} as const;

export const labProcessSchema = z.object({
  id: processIdSchema,
  role: z.enum(["server", "primary", "secondary"]),
  pid: z.number().int(),
  /** How it ended ("signal SIGKILL"); null while it lives. */
  ended: z.string().nullable(),
  insight: insightSchema.nullable(),
});
export type LabProcess = z.infer<typeof labProcessSchema>;

export const labViewSchema = z.object({
  isOpen: z.boolean(),
  setName: z.string(),
  processes: z.array(labProcessSchema),
  /** The loaded script: "recording" is a transcript from a file. */
  script: z
    .object({
      id: z.string(),
      name: z.string(),
      /** Steps done. */
      done: z.number().int(),
      count: z.number().int(),
      /** The step that comes next. */
      next: stepSchema.nullable(),
      isRunning: z.boolean(),
      /** Steps that went otherwise than they should. */
      differences: z.array(z.number().int()),
    })
    .nullable(),
});
export type LabView = z.infer<typeof labViewSchema>;

const snapshot = z.object({ view: labViewSchema, entries: z.array(entrySchema) });

/** Window -> main. */
export const labWindowCalls = {
  /** Starts the lab's processes if they are not there. */
  labOpen: { input: z.object({}), output: snapshot },
  /** Makes a call; its end comes as an event. */
  labCall: {
    input: z.object({
      process: processIdSchema,
      method,
      values: z.record(z.string().max(64), valueSchema),
    }),
    output: z.object({ number: z.number().int() }),
  },
  labAddSecondary: { input: z.object({}), output: z.object({}) },
  /** SIGKILL. */
  labKill: { input: z.object({ process: processIdSchema }), output: z.object({}) },
  /** Ends all processes and starts anew, with the script at its first step. */
  labStartOver: { input: z.object({}), output: snapshot },
  /** Ends all processes. */
  labEnd: { input: z.object({}), output: z.object({}) },
  /** Loads a ready script, or none. */
  labScript: { input: z.object({ id: z.string().max(64).nullable() }), output: snapshot },
  labStep: { input: z.object({}), output: z.object({}) },
  labRun: { input: z.object({}), output: z.object({}) },
  labSave: { input: z.object({}), output: z.object({ path: z.string().nullable() }) },
  /** Opens a saved transcript, chosen in a dialog, as a script. */
  labLoad: { input: z.object({}), output: snapshot.nullable() },
  labExport: {
    input: z.object({ language: z.enum(["cpp", "ts"]), toFile: z.boolean() }),
    output: z.object({ text: z.string(), path: z.string().nullable() }),
  },
} as const;

/** Main -> window. */
export const labWindowEvents = { lab: labViewSchema, labEntry: entrySchema } as const;
