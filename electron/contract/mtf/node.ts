/** One thing in decoded bytes: a structure with its parts, or a field with its value. */
export interface MtfNode {
  readonly kind: "block" | "stream" | "record" | "page" | "field" | "text" | "data";
  /** Of structures their own letters ("TAPE", "MQDA", "SCIN"), else what it is, in English. */
  readonly name: string;
  /** Offset of the first byte in the bytes that were given. */
  readonly at: number;
  /** How many of its bytes are there: 0 for one that lies wholly beyond the copy. */
  readonly bytes: number;
  /** As text; "" where the parts say it. */
  readonly value: string;
  /** What is wrong with it ("header checksum is 0x1234, the bytes give 0x1235"), or null. */
  readonly wrong: string | null;
  /** It goes on beyond the end of the copy. */
  readonly isCut: boolean;
  readonly children: readonly MtfNode[];
}
