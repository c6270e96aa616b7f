/**
 * zstd and xxHash for Windows, where no package manager has them ready: their C sources as npm packages carry them, pinned
 * by checksum. They are compiled by our own rules; nothing of the packages is installed or run.
 */
import path from "node:path";
import { keepPinned } from "./pinned-package.mjs";

const remedy = "build on Linux only";

const zstd = {
  package: "zstd-napi@0.0.13",
  integrity:
    "sha512-ErGF+Ko1PsbooU6oC/sc/diiWKwVa0kd/5AkFSs7kg5kwcEuOtSzOy3xUOadXQlAVNab9TxsxaUk3hOq3cj/lA==",
  what: "zstd's sources (1.5.7)",
  remedy,
};

const xxhash = {
  package: "xxhash-addon@2.1.0",
  integrity:
    "sha512-y69Lhs6msXn4eLPZkDqSKff3OLHyOL7a5lhxbJ0NN4x6XYhVI+lKIXt7JxQqSHssEhUWLgAWIbUbT9X9KUTbcw==",
  what: "xxHash's sources",
  remedy,
};

/** @returns {Promise<{zstd: string, xxhash: string}>} folders: zstd's `lib`, and that of `xxhash.h` */
export async function windowsLibraries() {
  return {
    zstd: path.join(await keepPinned("zstd", zstd, "deps/zstd"), "lib"),
    xxhash: await keepPinned("xxhash", xxhash, "xxHash"),
  };
}
