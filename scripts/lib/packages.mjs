/**
 * Debian packages: installed by apt when we are root, else the exact command is named.
 */
import { run, StepError, tail } from "./run.mjs";
import { hasDisplay } from "./display.mjs";

/** What the addon is built with. */
const build = ["g++", "make", "python3", "libzstd-dev", "libxxhash-dev"];

/** What Electron needs to start. */
const electron = ["libgtk-3-0", "libnss3", "libasound2", "libgbm1", "libxss1"];

/** Only for `npm test` and `npm run check`; freetds-bin and python3-tds are TDS clients that nobody here wrote. */
const test = [
  "doctest-dev",
  "clang-format-14",
  "clang-tidy-14",
  "zstd",
  "xvfb",
  "freetds-bin",
  "python3-tds",
];

/**
 * @param {{forTests: boolean}} options
 * @returns {Promise<string>} what was done
 */
export async function installPackages({ forTests }) {
  if (process.platform !== "linux") return "not Linux: nothing to do";
  const wanted = [
    ...build,
    ...electron,
    ...(hasDisplay() ? [] : ["xvfb"]),
    ...(forTests ? test : []),
  ];
  return installThese([...new Set(wanted)]);
}

/** Only for the suite `wine`: builds for Windows and runs it. @returns {Promise<string>} what was done */
export function installWine() {
  return installThese(["wine", "wine64", "g++-mingw-w64-x86-64-posix", "doctest-dev", "make"]);
}

/** @param {readonly string[]} wanted @returns {Promise<string>} what was done */
async function installThese(wanted) {
  const missing = await missingPackages(wanted);
  if (missing === undefined) return `not Debian: cannot check for ${wanted.join(" ")}`;
  if (missing.length === 0) return "all there";
  if (process.getuid?.() !== 0) {
    throw new StepError(
      "Installing Debian packages",
      `missing: ${missing.join(" ")}; only root can install them`,
      `sudo apt-get install ${missing.join(" ")}`,
    );
  }
  await apt(["update"]);
  await apt(["install", "--yes", "--no-install-recommends", ...missing]);
  return `installed ${missing.join(" ")}`;
}

/**
 * @param {readonly string[]} wanted
 * @returns {Promise<string[] | undefined>} undefined where there is no dpkg
 */
async function missingPackages(wanted) {
  const { code, output } = await run("dpkg-query", [
    "--show",
    "--showformat=${Package} ${db:Status-Status}\\n",
    ...wanted,
  ]);
  if (code === 127) return undefined;
  const there = new Set(
    output
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return wanted.filter((name) => !there.has(name) && !there.has(`${name}t64`));
}

/** @param {readonly string[]} args */
async function apt(args) {
  const { code, output } = await run("apt-get", args, {
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
  if (code === 0) return;
  throw new StepError(
    `apt-get ${args[0] ?? ""}`,
    tail(output, 6),
    "Mend apt (network, sources), then try again.",
  );
}
