/**
 * Draws the program's icon: two outlined squares, their overlap orange (two address spaces, the same bytes).
 * Writes assets/icons: mark.svg, PNGs by size, icon.ico. Run by hand when the drawing changes: node scripts/icons.mjs
 */
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { root } from "./lib/run.mjs";

/** @typedef {readonly [number, number, number, number]} Colour red, green, blue, alpha: 0..255 */

const grid = 20;
/** @type {Record<string, Colour>} */
const colours = {
  ground: [23, 26, 30, 255],
  line: [255, 255, 255, 255],
  shared: [247, 167, 59, 255],
};
const ground = { x: 0.5, y: 0.5, side: 19, radius: 4.5 };
const squares = [
  { x: 3.75, y: 3.75, side: 8.5, radius: 1.9 },
  { x: 7.75, y: 7.75, side: 8.5, radius: 1.9 },
];
const stroke = 1.5;
const samples = 4;

/** Distance from the edge of a rounded square, negative inside. */
const distance = (
  /** @type {typeof ground} */ { x, y, side, radius },
  /** @type {number} */ px,
  /** @type {number} */ py,
) => {
  const half = side / 2 - radius;
  const dx = Math.abs(px - x - side / 2) - half;
  const dy = Math.abs(py - y - side / 2) - half;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
};

/** @param {number} x @param {number} y @returns {Colour} */
function colourAt(x, y) {
  if (distance(ground, x, y) > 0) return [0, 0, 0, 0];
  const edges = squares.map((square) => distance(square, x, y));
  if (edges.some((edge) => Math.abs(edge) <= stroke / 2)) return colours["line"] ?? [0, 0, 0, 0];
  if (edges.every((edge) => edge < 0)) return colours["shared"] ?? [0, 0, 0, 0];
  return colours["ground"] ?? [0, 0, 0, 0];
}

/** @param {number} size pixels @returns {Buffer} a PNG */
function png(size) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixel(x, y, size).copy(rows, y * (size * 4 + 1) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", zlib.deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Mean of the samples of one pixel. @param {number} x @param {number} y @param {number} size */
function pixel(x, y, size) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < samples * samples; i++) {
    const u = ((x + ((i % samples) + 0.5) / samples) * grid) / size;
    const v = ((y + (Math.floor(i / samples) + 0.5) / samples) * grid) / size;
    const [red, green, blue, alpha] = colourAt(u, v);
    [red * alpha, green * alpha, blue * alpha, alpha].forEach(
      (part, at) => (sum[at] = (sum[at] ?? 0) + part),
    );
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
  const weight = Math.max(alpha, 1);
  return Buffer.from(
    [red / weight, green / weight, blue / weight, alpha / (samples * samples)].map(Math.round),
  );
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** @param {Buffer} data */
function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** An ICO of whole PNGs. @param {readonly number[]} sizes */
function ico(sizes) {
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let at = head.length;
  images.forEach((image, index) => {
    const size = sizes[index] ?? 0;
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(image.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += image.length;
  });
  return Buffer.concat([head, ...images]);
}

function svg() {
  const hex = (/** @type {Colour | undefined} */ colour) =>
    `#${Buffer.from((colour ?? []).slice(0, 3)).toString("hex")}`;
  const rect = (/** @type {typeof ground} */ { x, y, side, radius }, /** @type {string} */ rest) =>
    `  <rect x="${x}" y="${y}" width="${side}" height="${side}" rx="${radius}" ${rest}/>`;
  const [first = ground, second = ground] = squares;
  const shared = {
    x: second.x,
    y: second.y,
    side: first.x + first.side - second.x,
    radius: first.radius,
  };
  const line = `fill="none" stroke="${hex(colours["line"])}" stroke-width="${stroke}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid} ${grid}">`,
    rect(ground, `fill="${hex(colours["ground"])}"`),
    rect(shared, `fill="${hex(colours["shared"])}"`),
    ...squares.map((square) => rect(square, line)),
    "</svg>\n",
  ].join("\n");
}

const folder = path.join(root, "assets/icons");
fs.mkdirSync(folder, { recursive: true });
for (const size of [16, 32, 48, 64, 128, 256, 512])
  fs.writeFileSync(path.join(folder, `${size}x${size}.png`), png(size));
fs.writeFileSync(path.join(folder, "icon.ico"), ico([16, 32, 48, 64, 128, 256]));
fs.writeFileSync(path.join(folder, "mark.svg"), svg());
