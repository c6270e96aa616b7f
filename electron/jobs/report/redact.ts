/**
 * Takes secrets and what names people and machines out of a report. Pure.
 *
 * The rule, as `removedText` tells it to the reader: values of passwords, secrets, tokens, keys and credentials; the home
 * folder, names of users in paths, messages and connection strings, this machine's name, mail and network addresses. Names of
 * servers, databases and devices, file names and folders outside of the home stay: without them a report is of no use.
 * Bytes of buffers are never recorded in the first place.
 */
import { isIPv6 } from "node:net";

export interface Person {
  readonly user: string;
  readonly home: string;
  readonly host: string;
}

export const removedText =
  "Removed: passwords, secrets, tokens, keys and credentials, wherever they stood; the home folder (~), names of users and " +
  "of this machine, mail and network addresses. Kept: names of servers, databases and devices, file names, folders " +
  "outside of the home. Bytes of buffers are in no run, so in no report.";

const removed = "(removed)";
const secretWords =
  "pass(?:word|wd|phrase)|pwd|secret|token|credential|(?:api|access|account|private|encryption)[_ -]?key|signature|\\bsig\\b";
const secretName = new RegExp(secretWords.replaceAll("\\b", ""), "i");
const secretInText = new RegExp(
  `((?:${secretWords})\\w*["']?\\s*[=:]\\s*)(N?'(?:[^']|'')*'|"[^"]*"|[^\\s,;)'"&]+)`,
  "gi",
);
const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const dotted = `(?:${octet}\\.){3}${octet}`;
const networkAddress = new RegExp(`(?<![\\d.])${dotted}(?!\\.?\\d)`, "g");
/** What may be an address of version 6; whether it is one is asked of each. */
const longAddress = new RegExp(
  `(?<![\\w:.])(?:[\\da-f]{0,4}:){2,7}(?:${dotted}|[\\da-f]{0,4})(?:%\\w+)?(?![\\w:])`,
  "gi",
);
/** Of a network card. */
const hardwareAddress = /(?<![\w:-])(?:[\da-f]{2}([:-]))(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\w:-])/gi;
/** Accounts that are no person's, and names too short to be looked for in sentences. */
const impersonal = new Set([
  "root",
  "administrator",
  "system",
  "mssql",
  "localhost",
  "user",
  "admin",
]);
/** Fields that hold who logs in to a server. */
const personalName = /^(?:user|domain)$/;
const nameCharsMin = 3;

/** A function that redacts a text for this person and machine. */
export function redactorFor(person: Person): (text: string) => string {
  const home = escaped(person.home);
  const rules: [RegExp, string][] = [
    [secretInText, `$1${removed}`],
    [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${removed}`],
    // To the last @: a password may hold the others.
    [/(\w+:\/\/)[^\s"'<>]*@/g, `$1${removed}@`],
    [/\b(user\s*id|user\s*name|uid)(\s*=\s*)("[^"]*"|'[^']*'|[^\s;,"']+)/gi, "$1$2(user)"],
    ...(person.home.length > 1
      ? ([[new RegExp(`${home}(?![\\w.-])`, "g"), "~"]] as [RegExp, string][])
      : []),
    [
      /(\/(?:home|Users)\/|(?:[A-Z]:|\\{2,4}[^\\\s]+)\\{1,2}(?:Users|home|Documents and Settings)\\{1,2})[^/\\\s"']+/gi,
      "$1(user)",
    ],
    [/\b(login|logon|user)((?:\s+name)?\s+)'[^']*'/gi, "$1$2'(user)'"],
    [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "(mail address)"],
    // ana@db7. A fault's KIND@N has a number there.
    [/(?<![\w.)])[\w.+-]+@(?=[a-z])/gi, "(user)@"],
    ...wordRule(person.user, "(user)"),
    ...wordRule(person.host, "(machine)"),
  ];
  return (text) =>
    rules
      .reduce((left, [pattern, by]) => left.replace(pattern, by), text)
      .replace(hardwareAddress, "(address)")
      .replace(longAddress, (found) => (isPersonal(found) ? "(address)" : found))
      .replace(networkAddress, (found) => (found.startsWith("127.") ? found : "(address)"));
}

/** Neither this machine's own address for itself nor that of any. */
function isPersonal(address: string): boolean {
  return isIPv6(address) && !/^(?:::1?|::ffff:127\..*)$/i.test(address);
}

/** The value with every text in it redacted; what a key calls a secret goes whole. */
export function redacted<T>(value: T, redact: (text: string) => string): T {
  return walk(value, redact) as T;
}

function walk(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((each) => walk(each, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const isSecret =
        secretName.test(key) && (typeof each === "string" || typeof each === "number");
      if (isSecret) return [key, removed];
      return [
        key,
        personalName.test(key) && typeof each === "string" ? "(user)" : walk(each, redact),
      ];
    }),
  );
}

function wordRule(name: string, by: string): [RegExp, string][] {
  const isLeft = name.length < nameCharsMin || impersonal.has(name.toLowerCase());
  return isLeft ? [] : [[new RegExp(`(?<![\\w])${escaped(name)}(?![\\w])`, "gi"), by]];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
