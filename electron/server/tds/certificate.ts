/**
 * A self-signed certificate for a server that lives as long as this process: clients that encrypt need one, and nobody
 * else can vouch for a server on loopback. Written as DER by hand, because Node signs certificates nowhere.
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

const tag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x18,
} as const;

function der(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([kind, ...head]), content]);
}

const ecdsaWithSha256 = der(
  tag.sequence,
  der(tag.objectId, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)),
);

function nameOf(text: string): Buffer {
  const commonName = der(tag.objectId, Uint8Array.of(0x55, 0x04, 0x03));
  const attribute = der(tag.sequence, commonName, der(tag.utf8, Buffer.from(text)));
  return der(tag.sequence, der(tag.set, attribute));
}

function timeOf(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(tag.time, Buffer.from(digits));
}

/** subjectAltName: localhost and 127.0.0.1. */
function alternativeNames(): Buffer {
  const names = der(
    tag.sequence,
    der(0x82, Buffer.from("localhost")),
    der(0x87, Uint8Array.of(127, 0, 0, 1)),
  );
  const id = der(tag.objectId, Uint8Array.of(0x55, 0x1d, 0x11));
  const extension = der(tag.sequence, id, der(tag.octetString, names));
  return der(0xa3, der(tag.sequence, extension));
}

const dayMs = 86_400_000;
const validDays = 30;

/** A fresh P-256 key and its certificate, valid from yesterday for a month. */
export function newCertificate(commonName: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const serial = randomBytes(12);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  const name = nameOf(commonName);
  const nowMs = Date.now();
  const body = der(
    tag.sequence,
    der(0xa0, der(tag.integer, Uint8Array.of(2))),
    der(tag.integer, serial),
    ecdsaWithSha256,
    name,
    der(tag.sequence, timeOf(nowMs - dayMs), timeOf(nowMs + validDays * dayMs)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    alternativeNames(),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = der(
    tag.sequence,
    body,
    ecdsaWithSha256,
    der(tag.bitString, Uint8Array.of(0), signature),
  );
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
