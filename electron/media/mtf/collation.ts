/**
 * The name of a collation from its number: 20 bits of LCID, then ignore-case, -accent, -kana, -width, binary,
 * binary2, UTF-8, one unused bit, 4 bits of version; and a sort id for the old SQL collations.
 *
 * Source: [MS-TDS] 2.2.5.1.2; sort ids: documentation of SQL Server's collations.
 */

const bit = {
  ignoreCase: 1 << 20,
  ignoreAccent: 1 << 21,
  ignoreKana: 1 << 22,
  ignoreWidth: 1 << 23,
  binary: 1 << 24,
  binary2: 1 << 25,
  utf8: 1 << 26,
} as const;

const sqlCollations: ReadonlyMap<number, string> = new Map([
  [30, "SQL_Latin1_General_CP437_BIN"],
  [31, "SQL_Latin1_General_CP437_CS_AS"],
  [32, "SQL_Latin1_General_CP437_CI_AS"],
  [33, "SQL_Latin1_General_Pref_CP437_CI_AS"],
  [34, "SQL_Latin1_General_CP437_CI_AI"],
  [40, "SQL_Latin1_General_CP850_BIN"],
  [41, "SQL_Latin1_General_CP850_CS_AS"],
  [42, "SQL_Latin1_General_CP850_CI_AS"],
  [43, "SQL_Latin1_General_Pref_CP850_CI_AS"],
  [44, "SQL_Latin1_General_CP850_CI_AI"],
  [49, "SQL_1xCompat_CP850_CI_AS"],
  [51, "SQL_Latin1_General_CP1_CS_AS"],
  [52, "SQL_Latin1_General_CP1_CI_AS"],
  [53, "SQL_Latin1_General_Pref_CP1_CI_AS"],
  [54, "SQL_Latin1_General_CP1_CI_AI"],
  [81, "SQL_Latin1_General_CP1250_CS_AS"],
  [82, "SQL_Latin1_General_CP1250_CI_AS"],
  [105, "SQL_Latin1_General_CP1251_CS_AS"],
  [106, "SQL_Latin1_General_CP1251_CI_AS"],
  [113, "SQL_Latin1_General_CP1253_CS_AS"],
  [114, "SQL_Latin1_General_CP1253_CI_AS"],
  [129, "SQL_Latin1_General_CP1254_CS_AS"],
  [130, "SQL_Latin1_General_CP1254_CI_AS"],
]);

const windowsCollations: ReadonlyMap<number, string> = new Map([
  [0x0401, "Arabic"],
  [0x0404, "Chinese_Taiwan_Stroke"],
  [0x0405, "Czech"],
  [0x0406, "Danish_Norwegian"],
  [0x0408, "Greek"],
  [0x0409, "Latin1_General"],
  [0x040a, "Traditional_Spanish"],
  [0x040b, "Finnish_Swedish"],
  [0x040c, "French"],
  [0x040d, "Hebrew"],
  [0x040e, "Hungarian"],
  [0x0411, "Japanese"],
  [0x0412, "Korean_Wansung"],
  [0x0415, "Polish"],
  [0x0418, "Romanian"],
  [0x0419, "Cyrillic_General"],
  [0x041a, "Croatian"],
  [0x041b, "Slovak"],
  [0x041c, "Albanian"],
  [0x041e, "Thai"],
  [0x041f, "Turkish"],
  [0x0422, "Ukrainian"],
  [0x0424, "Slovenian"],
  [0x0425, "Estonian"],
  [0x0426, "Latvian"],
  [0x0427, "Lithuanian"],
  [0x042a, "Vietnamese"],
  [0x0804, "Chinese_PRC"],
  [0x0c0a, "Modern_Spanish"],
]);

/** Suffix of a Windows collation's version. */
const versions = ["", "_90", "_100", "_140"] as const;

/**
 * @param id     the collation's 32 bits; 0 = not stored: then `lcid` and `style` tell
 * @param lcid   of the database
 * @param style  comparison style of the database, NORM_IGNORE* of Windows
 * @returns "SQL_Latin1_General_CP1_CI_AS"; for a locale without a name here "LCID 0x0442, CI_AS"
 */
export function collationName(
  sortId: number,
  { id, lcid, style }: { readonly id: number; readonly lcid: number; readonly style: number },
): string {
  const sql = sqlCollations.get(sortId);
  if (sql !== undefined) return sql;
  const flags = id === 0 ? idOfStyle(style) : id;
  const locale = id === 0 ? lcid : id & 0xfffff;
  const suffix = suffixOf(flags);
  const name = windowsCollations.get(locale);
  if (name === undefined) {
    return `LCID 0x${locale.toString(16).toUpperCase().padStart(4, "0")}, ${suffix}`;
  }
  return `${name}${versions[(flags >>> 28) & 3] ?? ""}_${suffix}`;
}

function idOfStyle(style: number): number {
  const ignores: [number, number][] = [
    [0x1, bit.ignoreCase],
    [0x2, bit.ignoreAccent],
    [0x10000, bit.ignoreKana],
    [0x20000, bit.ignoreWidth],
  ];
  return ignores.reduce((id, [from, to]) => ((style & from) === 0 ? id : id | to), 0);
}

function suffixOf(id: number): string {
  const utf8 = (id & bit.utf8) === 0 ? "" : "_UTF8";
  if ((id & bit.binary2) !== 0) return `BIN2${utf8}`;
  if ((id & bit.binary) !== 0) return `BIN${utf8}`;
  const parts = [
    (id & bit.ignoreCase) === 0 ? "CS" : "CI",
    (id & bit.ignoreAccent) === 0 ? "AS" : "AI",
    ...((id & bit.ignoreKana) === 0 ? ["KS"] : []),
    ...((id & bit.ignoreWidth) === 0 ? ["WS"] : []),
  ];
  return `${parts.join("_")}${utf8}`;
}
