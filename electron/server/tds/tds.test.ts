/**
 * Hostile and odd bytes against the readers, each with a seed: a connection can end, nothing else can happen.
 */
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { newCertificate } from "./certificate.ts";
import { readLogin7 } from "./login7.ts";
import { packetOf, PacketReader, type Message } from "./packets.ts";
import { chosenEncryption, preloginAnswer, readEncryption } from "./prelogin.ts";
import { encryption, packetType, ProtocolError } from "./protocol.ts";
import { readRpc } from "./value-reader.ts";

const seed = 20_261_125;

/** Only a ProtocolError may come out. */
function survives(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
  }
}

const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));

describe("readers", () => {
  it("refuse noise with a ProtocolError", () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        survives(() => readEncryption(bytes));
        survives(() => readLogin7(bytes));
        survives(() => readRpc(new ByteReader(bytes)));
        survives(() => [...new PacketReader().read(bytes, () => 1_000)]);
      }),
      { numRuns: 2_000, seed },
    );
  });

  it("refuse a right login of which some bytes were changed, or take it", () => {
    const login = loginRecord();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(login.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(login.length),
        (changes, length) => {
          const changed = Buffer.from(login);
          for (const [at, value] of changes) {
            changed[at] = value;
          }
          survives(() => readLogin7(changed.subarray(0, length)));
        },
      ),
      { numRuns: 2_000, seed },
    );
    expect(readLogin7(login)).toMatchObject({ user: "sa", password: "p'w", database: "master" });
  });

  it("refuse a right call of which some bytes were changed, or take it", () => {
    const call = rpcRecord();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(call.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(call.length),
        (changes, length) => {
          const changed = Buffer.from(call);
          for (const [at, value] of changes) {
            changed[at] = value;
          }
          survives(() => readRpc(new ByteReader(changed.subarray(0, length))));
        },
      ),
      { numRuns: 2_000, seed },
    );
    expect(readRpc(new ByteReader(call))).toMatchObject({
      procedure: "sp_executesql",
      parameters: [
        { name: null, value: "SELECT @a" },
        { name: "@a", value: 7 },
      ],
    });
  });
});

describe("packets", () => {
  it("come together however they were cut", () => {
    const bodies = fc.array(
      fc.record({
        type: fc.constantFrom(packetType.batch, packetType.rpc, packetType.login7),
        parts: fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        bodies,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (messages, cuts) => {
          const wire = Buffer.concat(
            messages.flatMap(({ type, parts }) =>
              parts.map((part, index) => {
                const isLast = index === parts.length - 1;
                return packetOf(type, Buffer.from(part), { isLast, id: index + 1, sessionId: 0 });
              }),
            ),
          );
          const reader = new PacketReader();
          const seen: Message[] = [];
          for (let at = 0, turn = 0; at < wire.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            seen.push(...reader.read(wire.subarray(at, at + size), () => 10_000));
            at += size;
          }
          expect(seen).toEqual(
            messages.map(({ type, parts }) => ({ type, payload: Buffer.concat(parts) })),
          );
        },
      ),
      { numRuns: 300, seed },
    );
  });

  it("of a message without an end are refused at the limit", () => {
    const packet = packetOf(packetType.batch, Buffer.alloc(1_000), {
      isLast: false,
      id: 1,
      sessionId: 0,
    });
    const reader = new PacketReader();
    expect(() => {
      for (let count = 0; count < 100; count += 1) {
        expect([...reader.read(packet, () => 10_000)]).toEqual([]);
      }
    }).toThrow(ProtocolError);
  });
});

describe("encryption", () => {
  it("is on where the client wants it, and else not there at all", () => {
    expect([0, 1, 2, 3].map(chosenEncryption)).toEqual([2, 1, 2, 1]);
    expect(readEncryption(preloginAnswer(encryption.on))).toBe(encryption.on);
  });

  it("has a certificate that others can read and check", () => {
    const { key, cert } = newCertificate("TEST");
    const certificate = new X509Certificate(cert);
    expect(certificate.subject).toBe("CN=TEST");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
    expect(key).toContain("PRIVATE KEY");
  });
});

function loginRecord(): Buffer {
  const texts = ["host", "sa", "p'w", "program", "server", "", "library", "", "master"];
  const fixed = Buffer.alloc(94);
  const parts: Buffer[] = [];
  let at = fixed.length;
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text, "utf16le");
    fixed.writeUInt16LE(at, 36 + index * 4);
    fixed.writeUInt16LE(text.length, 38 + index * 4);
    at += bytes.length;
    parts.push(
      index === 2
        ? Buffer.from(bytes.map((byte) => (((byte & 15) << 4) | (byte >> 4)) ^ 0xa5))
        : bytes,
    );
  }
  fixed.writeUInt32LE(at, 0);
  fixed.writeUInt32LE(0x7400_0004, 4);
  return Buffer.concat([fixed, ...parts]);
}

function rpcRecord(): Buffer {
  const text = Buffer.from("SELECT @a", "utf16le");
  const head = Buffer.from([0xff, 0xff, 10, 0, 0, 0]);
  const sql = Buffer.concat([
    Buffer.from([0, 0, 0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0, text.length, 0]),
    text,
  ]);
  const name = Buffer.from("@a", "utf16le");
  const value = Buffer.concat([Buffer.from([2]), name, Buffer.from([0, 0x26, 4, 4, 7, 0, 0, 0])]);
  return Buffer.concat([head, sql, value]);
}
