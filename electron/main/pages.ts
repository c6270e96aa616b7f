/** The connected pages: each with its link; what all of them are told. */
import type { Port } from "../ipc/port.ts";
import type { RunRegistry } from "./run-registry.ts";
import { WindowLink, type WindowHandlers } from "./window-link.ts";

export class Pages {
  readonly #links = new Set<WindowLink>();
  readonly #runs: RunRegistry;
  readonly #handlers: WindowHandlers;
  #greeted: () => void = () => undefined;

  /** Settles when the first page has said hello. */
  readonly firstHello = new Promise<void>((resolve) => {
    this.#greeted = resolve;
  });

  constructor(runs: RunRegistry, handlers: WindowHandlers) {
    this.#runs = runs;
    this.#handlers = handlers;
  }

  connect(port: Port): void {
    const link = new WindowLink(port, this.#runs, {
      ...this.#handlers,
      hello: (input, context) => {
        this.#greeted();
        return this.#handlers.hello(input, context);
      },
    });
    this.#links.add(link);
    link.onClose(() => this.#links.delete(link));
  }

  /** Ends all connections: their pages are gone or load anew. */
  disconnect(): void {
    for (const link of [...this.#links]) link.close();
  }

  tell: WindowLink["emit"] = (name, payload) => {
    for (const link of this.#links) link.emit(name, payload);
  };

  sendTrace: WindowLink["sendTrace"] = (traceId, batch) => {
    for (const link of this.#links) link.sendTrace(traceId, batch);
  };

  /** Asks the pages for one of their commands. */
  ask(command: string, argument: string | null = null): void {
    this.tell("command", { command, argument });
  }
}
