/**
 * What the three programs of this folder share. They run in node.exe under wine and load the addon that was built for
 * Windows; console output is not to be had there, so the result goes into a file.
 */
"use strict";

const codes = { ok: 0, close: 0x8077000e | 0, abort: 0x80770004 | 0 };
const commands = { write: 2 };
const waitForever = 0xffff_ffff;
const pieceBytes = 4_096;

/** Through COM: the registered sqlvdi.dll. @param {string} file of the addon */
function load(file) {
  const module_ = { exports: {} };
  process.dlopen(module_, file);
  return module_.exports;
}

/** @param {number} hr @param {string} call */
function must(hr, call) {
  if (hr !== codes.ok) throw new Error(`${call} answered 0x${(hr >>> 0).toString(16)}`);
}

module.exports = { codes, commands, waitForever, pieceBytes, load, must };
