/**
 * Takes secrets and what names people and machines out of a report. Pure.
 *
 * The rule, as `removedText` tells it to the reader: values of passwords, secrets, tokens and credentials; the home
 * folder, names of users in paths and messages, this machine's name, mail and network addresses. File names, folders
 * outside of the home, names of databases and devices stay: without them a report is of no use. Bytes of buffers are
 * never recorded in the first place.
 */
export interface Person {
  readonly user: string;
  readonly home: string;
  readonly host: string;
}

export const removedText =
  "Removed: passwords, secrets, tokens and credentials, wherever they stood; the home folder (~), names of users and " +
  "of this machine, mail and network addresses. Kept: file names, other folders, names of databases and devices. " +
  "No byte of a buffer is in this file, nor where buffers lay in memory.";

const removed = "(removed)";
const secretName = /pass(word|wd|phrase)|pwd|secret|token|credential|api[_-]?key/i;
const secretInText =
  /((?:pass(?:word|wd|phrase)|pwd|secret|token|credential|api[_-]?key)\w*["']?\s*[=:]\s*)(N?'(?:[^']|'')*'|"[^"]*"|[^\s,;)'"]+)/gi;
const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const networkAddress = new RegExp(`(?<![\\d.])(?:${octet}\\.){3}${octet}(?![\\d.])`, "g");
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
    [/(\w+:\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${removed}@`],
    ...(person.home.length > 1
      ? ([[new RegExp(`${home}(?![\\w.-])`, "g"), "~"]] as [RegExp, string][])
      : []),
    [
      /(\/(?:home|Users)\/|[A-Z]:\\{1,2}(?:Users|Documents and Settings)\\{1,2})[^/\\\s"']+/gi,
      "$1(user)",
    ],
    [/\b(login|logon|user)((?:\s+name)?\s+)'[^']*'/gi, "$1$2'(user)'"],
    [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "(mail address)"],
    ...wordRule(person.user, "(user)"),
    ...wordRule(person.host, "(machine)"),
  ];
  return (text) =>
    rules
      .reduce((left, [pattern, by]) => left.replace(pattern, by), text)
      .replace(networkAddress, (found) => (found.startsWith("127.") ? found : "(address)"));
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
