/** The stream of a child's stderr, as both kinds of hosts offer it. */
export interface TextSource {
  on(event: "data", listener: (chunk: Buffer | string) => void): unknown;
}

const tailCharactersMax = 4_096;

/** Keeps the last lines that a child wrote to stderr: what explains a process that did not start. */
export class StderrTail {
  #text = "";

  constructor(source: TextSource | null) {
    source?.on("data", (chunk) => {
      this.#text = (this.#text + chunk.toString()).slice(-tailCharactersMax);
    });
  }

  /** What it wrote in one line: the error if one is named, else the last lines. */
  summary(): string {
    const lines = this.#text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    return lines.findLast((line) => /error:/i.test(line)) ?? lines.slice(-3).join(" | ");
  }
}
