import { describe, expect, it } from "vitest";
import {
  addressGroups,
  bufferText,
  createFormat,
  duration,
  handleText,
  hresultText,
} from "./format.ts";

const en = createFormat("en", "UTC");
const pt = createFormat("pt-BR", "UTC");

describe("numbers of the window", () => {
  it("write sizes with one decimal in binary units", () => {
    expect(en.text(en.size(137.4 * 2 ** 30))).toBe("137.4 GiB");
    expect(pt.text(pt.size(137.4 * 2 ** 30))).toBe("137,4 GiB");
    expect(en.text(en.size(0))).toBe("0 B");
    expect(en.text(en.size(1023))).toBe("1,023 B");
    expect(en.text(en.size(2 ** 20 - 1))).toBe("1.0 MiB");
  });

  it("write estimates with as few digits as they deserve", () => {
    expect(en.text(en.sizeRound(812.3 * 2 ** 30))).toBe("812 GiB");
    expect(en.text(en.sizeRound(2.14 * 2 ** 30))).toBe("2.1 GiB");
    expect(en.text(en.sizeRound(2 ** 20))).toBe("1 MiB");
  });

  it("write rates with three digits", () => {
    expect(en.text(en.rate(1.62 * 2 ** 30))).toBe("1.62 GiB/s");
    expect(en.text(en.rate(546.2 * 2 ** 20))).toBe("546 MiB/s");
    expect(en.text(en.rate(37.61 * 2 ** 20))).toBe("37.6 MiB/s");
  });

  it("switch latencies to milliseconds after 9,999 µs", () => {
    expect(en.text(en.latency(4.1))).toBe("4.1 µs");
    expect(en.text(en.latency(9_999))).toBe("9,999 µs");
    expect(en.text(en.latency(48_210))).toBe("48.21 ms");
  });

  it("never show a whole before the end: percents are cut, not rounded", () => {
    expect(en.percent(0.999)).toBe("99%");
    expect(en.percentOne(0.9999)).toBe("99.9");
    expect(en.percent(1)).toBe("100%");
  });

  it("write a dash for what is unknown and 0 for nothing", () => {
    expect(en.text(en.size(null))).toBe("–");
    expect(en.duration(null)).toBe("–");
    expect(en.count(0)).toBe("0");
    expect(en.ratio(5, 0)).toBe("–");
  });

  it("write times as m:ss and h:mm:ss", () => {
    expect(duration(261)).toBe("4:21");
    expect(duration(3_723)).toBe("1:02:03");
    expect(en.moment(127_112)).toBe("2:07.112");
    expect(en.clock(Date.parse("2026-11-22T14:05:09Z"))).toBe("14:05:09");
    expect(pt.clock(Date.parse("2026-11-22T14:05:09Z"))).toBe("14:05:09");
  });

  it("count days by the calendar, not by 24 hours", () => {
    const now = Date.parse("2026-11-22T00:30:00Z");
    expect(en.daysAgo(Date.parse("2026-11-21T23:50:00Z"), now)).toBe(1);
    expect(en.daysAgo(Date.parse("2026-11-22T00:10:00Z"), now)).toBe(0);
  });
});

describe("values of the protocol", () => {
  it("are written as people compare them", () => {
    expect(hresultText(0x80770004 | 0)).toBe("0x80770004");
    expect(handleText((0x5a << 24) | (0xb81 << 12) | 0x00d)).toBe("B81·00D");
    expect(handleText((0x5a << 24) | (0xb81 << 12) | 0x00d, true)).toBe("5A·B81·00D");
    expect(bufferText(13)).toBe("00D");
    expect(addressGroups(0x7f6cb8d06000n)).toEqual(["0x7f6c", "b8d0", "6000"]);
    expect(addressGroups(0x1n)).toEqual(["0x0001"]);
  });
});
