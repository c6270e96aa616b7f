/** What children may see of the environment: enough to run, nothing that loads foreign code into them, and no password. */
const passedOn = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "TMP",
  "TEMP",
  "SYSTEMROOT",
  "SYSTEMDRIVE",
  "WINDIR",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "ASAN_OPTIONS",
  "TSAN_OPTIONS",
  "UBSAN_OPTIONS",
]);
const prefixes = ["LC_", "XDG_", "HANDOFF_"];
/** HANDOFF_SQL_PASSWORD and its like are read by the command line itself; no child logs in anywhere. */
const secretEnding = "_PASSWORD";

/** The environment of a child. `extra` is added as it is. */
export function cleanEnvironment(
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // Windows writes them as it likes: Path, SystemRoot.
    const known = process.platform === "win32" ? name.toUpperCase() : name;
    const isOurs = prefixes.some((prefix) => known.startsWith(prefix));
    const isWanted = passedOn.has(known) || (isOurs && !known.endsWith(secretEnding));
    if (value !== undefined && isWanted) clean[name] = value;
  }
  return { ...clean, ...extra };
}
