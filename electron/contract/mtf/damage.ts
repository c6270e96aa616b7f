/**
 * Everything that can be wrong with a backup, in one table of sentences. `subject` is what it is wrong with, in
 * no language: "MSCI", "1:184", "2/3". The Portuguese sentences have the same keys in renderer/words.
 */
import { z } from "zod";

export const damageTexts = {
  cut: (s) => `The stream ends within ${s}.`,
  noBlock: () => "There is no descriptor block where one has to be.",
  blockLength: (s) => `The header of ${s} has an impossible length.`,
  blockChecksum: (s) => `The header of ${s} has a wrong checksum.`,
  blockShort: (s) => `${s} is too short.`,
  beforeSet: (s) => `${s} comes before any SSET.`,
  misplaced: (s) => `${s} does not lie where its logical address says.`,
  streamChecksum: (s) => `The header of the stream ${s} has a wrong checksum.`,
  noStream: () => "There is no stream header where one has to be.",
  limit: (s) => `It holds too many ${s} to be a backup.`,
  filemarkSize: (s) => `TAPE says that a filemark has ${s} bytes.`,
  family: () => "The media family is impossible.",
  configurationSize: (s) => `The configuration cannot have ${s} bytes.`,
  recordLength: (s) => `The record ${s} of the configuration has an impossible length.`,
  recordShort: (s) => `The record ${s} of the configuration is too short.`,
  recordMissing: (s) => `The configuration has no record ${s}.`,
  partialPages: () => "The data do not consist of whole pages.",
  logShort: () => "The log has fewer bytes than MSTL says.",
  checksumOrphan: () => "A backup checksum belongs to no data.",
  checksumMissing: () => "The backup checksum of the data before is missing.",
  noTape: () => "There is no TAPE block: this is no backup.",
  noFamily: () => "TAPE names no media family.",
  noSet: () => "There is no backup set.",
  noConfiguration: (s) => `Set ${s} has no configuration.`,
  noFinal: (s) => `Set ${s} has no final configuration: it is not complete.`,
  noEnd: (s) => `Set ${s} has no end: it is not complete.`,
  frameCut: () => "The file ends within a compressed frame.",
  frameSize: () => "A compressed frame has an impossible size.",
  noFrame: () => "There is no compressed frame where one has to be.",
  frameGap: () => "There is no compressed frame for more than 4 GiB.",
  unreadable: () => "The data cannot be read or expanded.",
  pageChecksum: (s) => `Page ${s} has a wrong checksum.`,
  pageTornBits: (s) => `Page ${s} is torn: its sectors were not written together.`,
  pageIdentity: (s) => `Page ${s} holds something else.`,
  backupChecksum: (s) => `The backup checksum over the ${s} is wrong.`,
  stripeMissing: (s) => `Stripe ${s} is missing.`,
  stripeTwice: (s) => `Stripe ${s} was given twice.`,
} as const satisfies Record<string, (subject: string) => string>;

export type DamageCode = keyof typeof damageTexts;

export const damageCodeSchema = z.enum(Object.keys(damageTexts) as [DamageCode, ...DamageCode[]]);

/** One thing wrong, as readers find it. */
export interface Damage {
  readonly code: DamageCode;
  readonly subject: string;
  /** Bytes from the beginning of the plain stream; of the file for frames of a compressed container. */
  readonly offset: number;
}

/** The sentence in English. */
export function damageText({ code, subject }: Pick<Damage, "code" | "subject">): string {
  return damageTexts[code](subject);
}
