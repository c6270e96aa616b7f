/**
 * Answers the lab's calls with the addon's objects: by method id, from the one table of methods.
 *
 * @remarks Arguments were parsed by kind before a method sees them.
 */
import { FaultError } from "../contract/fault.ts";
import type { LabInsight, labProcessCalls } from "../contract/lab/calls.ts";
import { labMethods, type LabMethodId } from "../contract/lab/methods.ts";
import { parameterKinds, type LabScalar } from "../contract/lab/values.ts";
import type { Handlers } from "../ipc/tables.ts";
import type { Addon } from "../vdi/addon.ts";
import type { Answer, Arguments } from "./arguments.ts";
import { ClientHalf } from "./client-half.ts";
import { ServerHalf, type Completed } from "./server-half.ts";

export class LabService {
  readonly #client: ClientHalf;
  readonly #server: ServerHalf;
  #role: "client" | "server" = "client";

  constructor(
    addon: Pick<Addon, "VirtualDeviceSet" | "ServerSet">,
    onCompleted: (completion: Completed) => void,
  ) {
    this.#client = new ClientHalf(addon);
    this.#server = new ServerHalf(addon, onCompleted);
  }

  get handlers(): Handlers<typeof labProcessCalls> {
    return {
      call: ({ method, arguments: given }) => this.#call(method, given),
      inspect: () => this.#inspect(),
    };
  }

  #call(id: LabMethodId, given: Arguments): Answer | Promise<Answer> {
    const args = parsed(id, given);
    this.#role = labMethods[id].half;
    return this.#role === "server"
      ? this.#server.methods[id as keyof ServerHalf["methods"]](args)
      : this.#client.methods[id as keyof ClientHalf["methods"]](args);
  }

  #inspect(): LabInsight {
    return this.#role === "server" ? this.#server.inspect() : this.#client.inspect();
  }
}

/**
 * The arguments as the method takes them; missing ones as the form begins.
 *
 * @throws FaultError CONTRACT_INVALID naming the argument
 */
function parsed(id: LabMethodId, given: Arguments): Record<string, LabScalar> {
  const args: Record<string, LabScalar> = {};
  for (const { name, kind, initial } of labMethods[id].parameters) {
    const result = parameterKinds[kind].safeParse(given[name] ?? initial);
    if (!result.success) throw new FaultError("CONTRACT_INVALID", { call: id, path: name });
    args[name] = result.data;
  }
  return args;
}
