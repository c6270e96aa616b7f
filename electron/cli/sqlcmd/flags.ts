/**
 * The flags of the stock `sqlcmd` and `osql`, written as they take them: `-S host`, `-Shost`, `-h-1`. Pure.
 */

export interface SqlcmdFlags {
  readonly server: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly isTrusted: boolean;
  readonly database: string | null;
  /** -Q runs and leaves, -q runs and reads on from standard input. */
  readonly query: string | null;
  readonly isInteractive: boolean;
  readonly inputs: readonly string[];
  readonly output: string | null;
  /** -b: the first error ends everything, with exit code 1. */
  readonly isAbort: boolean;
  /** -V: errors below this severity do not count; those that do are the exit code. */
  readonly severityMin: number | null;
  /** -m: messages below this severity are not shown. */
  readonly shownMin: number;
  /** -h: rows between two headings, 0: one heading, -1: none. */
  readonly heading: number;
  readonly separator: string;
  readonly screenWidth: number;
  readonly isTrimmed: boolean;
  /** -y: of texts without a limit; -Y: of all other texts. 0: no limit. */
  readonly longWidth: number;
  readonly shortWidth: number;
  /** -r: where errors (0) or all messages (1) go to standard error; null: nowhere. */
  readonly toStandardError: 0 | 1 | null;
  /** Seconds, 0: no limit. */
  readonly queryTimeout: number;
  readonly loginTimeout: number;
  readonly trustsCertificate: boolean;
  readonly encryption: "strict" | "required" | "off" | null;
  readonly isQuotedIdentifier: boolean;
  readonly isEcho: boolean;
  /** -v NAME=VALUE; null with -x: nothing is replaced. */
  readonly variables: ReadonlyMap<string, string> | null;
  readonly terminator: string;
}

/** A flag that is wrong; said as the stock tool says it. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

type Env = NodeJS.ProcessEnv;

const loginTimeoutDefault = 8;
const screenWidthDefault = 80;
const longWidthDefault = 256;

function defaults(env: Env): Mutable {
  return {
    server: env["SQLCMDSERVER"] ?? null,
    user: env["SQLCMDUSER"] ?? null,
    password: env["SQLCMDPASSWORD"] ?? null,
    isTrusted: false,
    database: env["SQLCMDDBNAME"] ?? null,
    query: null,
    isInteractive: false,
    inputs: [],
    output: null,
    isAbort: false,
    severityMin: null,
    shownMin: 0,
    heading: 0,
    separator: " ",
    screenWidth: screenWidthDefault,
    isTrimmed: false,
    longWidth: longWidthDefault,
    shortWidth: 0,
    toStandardError: null,
    queryTimeout: 0,
    loginTimeout: loginTimeoutDefault,
    trustsCertificate: false,
    encryption: null,
    isQuotedIdentifier: false,
    isEcho: false,
    variables: new Map(),
    terminator: "GO",
  };
}

type Mutable = { -readonly [K in keyof SqlcmdFlags]: SqlcmdFlags[K] };
type Take = (flags: Mutable, value: string) => void;
/** none: no value; value: one must follow; optional: only joined to the flag. */
type Row = readonly [takes: "none" | "value" | "optional", take: Take];

function whole(value: string, flag: string, [low, high]: readonly [number, number]): number {
  const number = /^-?\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= low && number <= high)) {
    throw new FlagError(
      `'${flag} ${value}': Unexpected argument. Argument value has to be between ${low} and ${high}.`,
    );
  }
  return number;
}

const encryptions: Readonly<Record<string, SqlcmdFlags["encryption"]>> = {
  "": "required",
  m: "required",
  mandatory: "required",
  true: "required",
  t: "required",
  yes: "required",
  s: "strict",
  strict: "strict",
  o: "off",
  optional: "off",
  false: "off",
  f: "off",
  no: "off",
};

function nothing(): void {
  // Flags that say what is so here anyway.
}

const rows: Readonly<Record<string, Row>> = {
  S: ["value", (flags, value) => (flags.server = value)],
  U: ["value", (flags, value) => (flags.user = value)],
  P: ["value", (flags, value) => (flags.password = value)],
  E: ["none", (flags) => (flags.isTrusted = true)],
  d: ["value", (flags, value) => (flags.database = value)],
  Q: ["value", (flags, value) => (flags.query = value)],
  q: [
    "value",
    (flags, value) => {
      flags.query = value;
      flags.isInteractive = true;
    },
  ],
  i: ["value", (flags, value) => (flags.inputs = [...flags.inputs, ...value.split(",")])],
  o: ["value", (flags, value) => (flags.output = value)],
  b: ["none", (flags) => (flags.isAbort = true)],
  V: ["value", (flags, value) => (flags.severityMin = whole(value, "-V", [0, 25]))],
  m: ["value", (flags, value) => (flags.shownMin = whole(value, "-m", [-1, 25]))],
  h: ["value", (flags, value) => (flags.heading = whole(value, "-h", [-1, 0x7fff_ffff]))],
  s: ["value", (flags, value) => (flags.separator = value)],
  w: ["value", (flags, value) => (flags.screenWidth = whole(value, "-w", [9, 65_535]))],
  W: ["none", (flags) => (flags.isTrimmed = true)],
  y: ["value", (flags, value) => (flags.longWidth = whole(value, "-y", [0, 8_000]))],
  Y: ["value", (flags, value) => (flags.shortWidth = whole(value, "-Y", [0, 8_000]))],
  r: [
    "optional",
    (flags, value) =>
      (flags.toStandardError = whole(value === "" ? "0" : value, "-r", [0, 1]) === 1 ? 1 : 0),
  ],
  t: ["value", (flags, value) => (flags.queryTimeout = whole(value, "-t", [0, 65_534]))],
  l: ["value", (flags, value) => (flags.loginTimeout = whole(value, "-l", [1, 65_534]))],
  C: ["none", (flags) => (flags.trustsCertificate = true)],
  N: [
    "optional",
    (flags, value) => {
      const chosen = Object.hasOwn(encryptions, value.toLowerCase())
        ? encryptions[value.toLowerCase()]
        : undefined;
      if (chosen === undefined) {
        throw new FlagError(
          `'-N${value}': Unexpected argument. It is s[trict], m[andatory] or o[ptional].`,
        );
      }
      flags.encryption = chosen;
    },
  ],
  I: ["none", (flags) => (flags.isQuotedIdentifier = true)],
  e: ["none", (flags) => (flags.isEcho = true)],
  c: ["value", (flags, value) => (flags.terminator = value)],
  x: ["none", (flags) => (flags.variables = null)],
  v: ["value", addVariable],
  n: ["none", nothing],
  H: ["value", nothing],
  a: ["value", nothing],
};

function addVariable(flags: Mutable, value: string): void {
  const match = /^([A-Za-z_]\w*)=(?:"([^"]*)"|(.*))$/.exec(value);
  if (match === null) {
    throw new FlagError(`'-v ${value}': Invalid argument. It is -v NAME=VALUE.`);
  }
  const name = match[1] ?? "";
  flags.variables = new Map(flags.variables).set(name.toLowerCase(), match[2] ?? match[3] ?? "");
}

/**
 * Reads the arguments after `sqlcmd`.
 *
 * @returns null for -?
 * @throws FlagError
 */
export function readFlags(args: readonly string[], env: Env = process.env): SqlcmdFlags | null {
  const flags = defaults(env);
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "-?" || arg === "/?") {
      return null;
    }
    const [takes, take] = rowOf(arg);
    const joined = arg.slice(2);
    const isSeparate = takes === "value" && joined === "";
    at += isSeparate ? 1 : 0;
    const value = isSeparate ? args[at] : joined;
    if (value === undefined || (takes === "none" && joined !== "")) {
      throw new FlagError(`'${arg}': Missing argument. Enter '-?' for help.`);
    }
    take(flags, value);
  }
  checkTogether(flags);
  return flags;
}

function rowOf(arg: string): Row {
  const letter = arg.charAt(1);
  const row = /^[-/]/.test(arg) && Object.hasOwn(rows, letter) ? rows[letter] : undefined;
  if (row === undefined) {
    throw new FlagError(`'${arg}': Unknown Option. Enter '-?' for help.`);
  }
  return row;
}

function checkTogether(flags: SqlcmdFlags): void {
  const { isTrusted, user, query, isInteractive, inputs, isTrimmed } = flags;
  const pairs: readonly (readonly [isWrong: boolean, names: string])[] = [
    [isTrusted && user !== null && process.env["SQLCMDUSER"] === undefined, "The -E and the -U/-P"],
    [query !== null && !isInteractive && inputs.length > 0, "The i and the -Q"],
    [isTrimmed && flags.longWidth !== longWidthDefault, "The -W and the -y/-Y"],
  ];
  const wrong = pairs.find(([isWrong]) => isWrong);
  if (wrong !== undefined) {
    throw new FlagError(`${wrong[1]} options are mutually exclusive.`);
  }
}

export const helpText = `usage: handoff sqlcmd [-S server[\\instance][,port]] [-E | -U user [-P password]] [-d database]
  [-Q "query" | -q "query" | -i file,...] [-o file] [-b] [-V severity] [-m severity]
  [-h rows] [-s separator] [-w width] [-W] [-y width] [-Y width] [-r[0|1]] [-t seconds] [-l seconds]
  [-C] [-N[s|m|o]] [-I] [-e] [-c terminator] [-v NAME=VALUE ...] [-x] [-n] [-?]
Without -S: the embedded server of this user (handoff server), if one runs, else this machine's default instance.
The password is better in SQLCMDPASSWORD than in -P, where everybody on this machine can read it.
`;
